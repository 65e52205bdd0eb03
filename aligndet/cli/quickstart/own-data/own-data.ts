/** @module The quickstart's images from a folder of the user. */
import { join, relative, resolve, sep } from 'node:path';
import {
  DataError,
  jsonText,
  type Logger,
  shellWord,
  UsageError,
  writeAtomically,
} from '../../../core/index.js';
import { cocoIndexOf, imagesOfFolder, noImages } from '../../../datasets/index.js';
import { type DataOptions, type QuickstartData, writtenPaths } from '../data.js';
import { type AnnotationFile, annotationFiles, type LeftFile } from './annotation-files.js';
import { type ChosenFiles, chooseFiles } from './choose-files.js';
import { type FilesByName, filesByName, imagePaths } from './image-paths.js';
import { oneListOfCategories, withCategories } from './one-list-of-categories.js';
import { annotatedImages, divided, subsetOf } from './split.js';

export interface OwnDataOptions extends DataOptions {
  readonly logger: Logger;
}

/** Maximum number of names in a message. */
const SHOWN = 5;

/**
 * Files named after train and val (or test) are used as the split; a single file is split at random. The choice,
 * and why the other files are not used, is logged.
 *
 * @throws {DataError} that says what was expected and what was found.
 */
export async function ownData(
  given: string,
  options: OwnDataOptions,
): Promise<QuickstartData | 'images alone'> {
  if (given === '')
    throw new UsageError('--data: the folder is empty. Give one, for example --data ~/images.');
  const folder = resolve(given);
  const outputs = `${relative(folder, options.workDir).replaceAll(sep, '/')}/`;
  const files = await imagesOfFolder(folder);
  if (files.images.length === 0) throw noImages(folder, files);
  const paths = files.paths.filter((path) => !path.startsWith(outputs));
  const jsonPaths = paths.filter((path) => /\.json$/i.test(path));
  if (jsonPaths.length > 0) return annotatedData(folder, paths, jsonPaths, options);
  const others = paths.find((path) => /\.(xml|txt)$/i.test(path));
  const unread = others === undefined ? '' : ` Files such as ${others} are not read.`;
  options.logger.info(`${folder} has no COCO annotation file (*.json).${unread}`);
  return 'images alone';
}

function annotatedData(
  folder: string,
  paths: readonly string[],
  jsonPaths: readonly string[],
  { workDir, seed, maxTrain, maxVal, progress, logger }: OwnDataOptions,
): QuickstartData {
  const { files, left } = annotationFiles(folder, jsonPaths, progress);
  if (files.length === 0) throw noFile(folder, left);
  const chosen = chooseFiles(files);
  tell(logger, chosen, left);

  const images = filesByName(paths);
  const { train, val = train } = chosen;
  const pair = val === train ? [train] : [train, val];
  for (const { json, path } of pair) cocoIndexOf({ ...json }, join(folder, path));
  const [trainFile, valFile] = pair.map((file) =>
    located(
      file,
      images,
      pair.find((other) => other !== file),
      logger,
    ),
  );
  const parts = valFile === undefined ? divided(trainFile, seed) : given(trainFile, valFile, logger);
  const categories = oneListOfCategories(pair.map(({ json }) => json));
  const written = writtenPaths(workDir);
  const write = (name: 'train' | 'val', path: string, file: AnnotationFile, limit: number) => {
    const part = subsetOf(file.json, parts[name].slice(0, limit));
    const json = withCategories(part, categories);
    writeAtomically(path, [jsonText(json)]);
    logger.info(`${name}: ${json.images.length} images of ${file.path}, as ${path}`);
    return json.images.length;
  };
  const numTrain = write('train', written.trainAnnotations, trainFile, maxTrain);
  const numVal = write('val', written.valAnnotations, valFile ?? trainFile, maxVal);
  return {
    ...written,
    trainImages: folder,
    valImages: folder,
    classes: categories.map(({ name }) => name),
    numTrain,
    numVal,
    description: `the images of ${folder}`,
  };
}

function noFile(folder: string, left: readonly LeftFile[]): DataError {
  const reasons = left.slice(0, SHOWN).map(({ path, reason }) => `\n  ${path}: ${reason}.`);
  const more = left.length > SHOWN ? `\n  and ${left.length - SHOWN} more.` : '';
  return new DataError(
    `--data: ${folder} contains no COCO annotation file with boxes. Expected, for example, annotations/instances_train.json:` +
      `${reasons.join('')}${more}\nTo pre-train on its images without annotations: npx aligndet pretrain ${shellWord(folder)}`,
  );
}

function tell(logger: Logger, { train, val, left }: ChosenFiles, unfit: readonly LeftFile[]): void {
  const size = ({ path, json }: AnnotationFile) =>
    `${path} (${json.images.length} images, ${json.annotations.length} annotations)`;
  if (val === undefined)
    logger.info(`train and val: ${size(train)}; some of its images are held out for validation.`);
  else logger.info(`train: ${size(train)}; val: ${size(val)}.`);
  for (const { path, reason } of [...left, ...unfit]) logger.info(`not used: ${path}, because ${reason}.`);
}

/** The file with the images found below the folder; `file_name` is the path there. */
function located(
  { json, ...file }: AnnotationFile,
  images: FilesByName,
  other: AnnotationFile | undefined,
  logger: Logger,
): AnnotationFile {
  const paths = imagePaths({ ...file, json }, images, other);
  const found = json.images.flatMap((image, i) =>
    paths[i] === undefined ? [] : [{ ...image, file_name: paths[i] }],
  );
  const missing = json.images.filter((_, i) => paths[i] === undefined).map((image) => image.file_name);
  if (missing.length > 0) {
    const names = `${missing.slice(0, SHOWN).join(', ')}${missing.length > SHOWN ? ', ...' : ''}`;
    const elsewhere = other === undefined ? '' : `, the images of ${other.path} aside`;
    const message = `${file.path}: ${missing.length} of its ${json.images.length} images are not in the folder${elsewhere}: ${names}.`;
    if (found.length === 0) throw new DataError(message);
    logger.warn(`${message} Only the others are used.`);
  }
  return { ...file, json: { ...json, images: found } };
}

/** The split of two files. Images of val are removed from train. */
function given(train: AnnotationFile, val: AnnotationFile, logger: Logger) {
  const [toLearn, toEvaluate] = [annotatedImages(train), annotatedImages(val)];
  for (const [{ path, json }, images] of [
    [train, toLearn],
    [val, toEvaluate],
  ] as const) {
    if (images.length === 0)
      throw new DataError(
        `${path}: none of its ${json.images.length} images has an annotation other than crowds.`,
      );
  }
  const held = new Set(val.json.images.map((image) => image.file_name));
  const own = toLearn.filter((image) => !held.has(image.file_name));
  if (own.length === 0) {
    throw new DataError(
      `${train.path} and ${val.path} list the same images. Give train images that are not in val.`,
    );
  }
  if (own.length < toLearn.length) {
    logger.warn(
      `${toLearn.length - own.length} images of ${train.path} are in ${val.path} too; they are not trained on.`,
    );
  }
  const annotated = new Set(toEvaluate);
  return { train: own, val: [...toEvaluate, ...val.json.images.filter((image) => !annotated.has(image))] };
}
