/** @module Options that datasets of annotation files share, and the paths they make. */
import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { DataError } from '../../core/index.js';
import type { ColorType } from '../images/raster.js';
import { fileClientOption, pipelineOption } from '../transforms/options.js';
import type { AnnotationSource } from './annotation-source.js';
import type { PipelineDatasetOptions } from './pipeline-dataset.js';

/** One path, or one per annotation file. */
const paths = z.union([z.string(), z.array(z.string())]);

export const fileDatasetOptions = {
  /** Annotation file; several make one joined dataset. */
  ann_file: z.union([z.string(), z.array(z.string()).min(1)]),
  /** Transforms of each item. */
  pipeline: pipelineOption,
  /** Class names, or a file with one a line; the dataset's own when not given. */
  classes: z
    .union([z.string(), z.array(z.string())])
    .nullable()
    .default(null),
  /** Folder that relative paths start from. */
  data_root: z.string().nullable().default(null),
  /** Folder of the images. */
  img_prefix: paths.default(''),
  /** Folder of the label maps. */
  seg_prefix: paths.nullable().default(null),
  /** JSON file with the proposals of each image of the annotation file. */
  proposal_file: paths.nullable().default(null),
  /** Whether items come without annotations, and all images are kept. */
  test_mode: z.boolean().default(false),
  /** Whether images without any annotation of the classes are left out. */
  filter_empty_gt: z.boolean().default(true),
  /** Where annotation files are read from. */
  file_client_args: fileClientOption,
  /** With several annotation files: whether each is evaluated by itself. */
  separate_eval: z.boolean().default(true),
};

const fileDatasetSchema = z.strictObject(fileDatasetOptions);
export type FileDatasetOptions = z.output<typeof fileDatasetSchema>;

/** The options of one annotation file. */
export type OneFileOptions = Omit<
  FileDatasetOptions,
  'ann_file' | 'img_prefix' | 'seg_prefix' | 'proposal_file'
> & { ann_file: string; img_prefix: string; seg_prefix: string | null; proposal_file: string | null };

/** The options of each annotation file, with `data_root` set before relative paths. */
export function perFile<T extends FileDatasetOptions>(options: T): (T & OneFileOptions)[] {
  const files = typeof options.ann_file === 'string' ? [options.ann_file] : options.ann_file;
  const root = options.data_root;
  const rooted = (path: string): string => (root === null || isAbsolute(path) ? path : join(root, path));
  const own = (key: 'img_prefix' | 'seg_prefix' | 'proposal_file', i: number): string | null => {
    const value = options[key];
    if (Array.isArray(value) && value.length !== files.length) {
      throw new DataError(`${key} lists ${value.length} paths for ${files.length} annotation files.`);
    }
    const path = Array.isArray(value) ? value[i] : value;
    return path === null ? null : rooted(path);
  };
  return files.map((file, i) => ({
    ...options,
    ann_file: rooted(file),
    img_prefix: own('img_prefix', i)!,
    seg_prefix: own('seg_prefix', i),
    proposal_file: own('proposal_file', i),
  }));
}

export function pipelineOptions(options: OneFileOptions, source: AnnotationSource): PipelineDatasetOptions {
  return {
    imgPrefix: options.img_prefix,
    segPrefix: options.seg_prefix,
    proposalFile: options.proposal_file,
    proposals: options.proposal_file === null ? null : readProposals(options.proposal_file, source),
    testMode: options.test_mode,
    colorType: colorTypeOf(options.pipeline),
  };
}

/** What the first step that reads an image says. */
function colorTypeOf(pipeline: FileDatasetOptions['pipeline']): ColorType | null {
  const step = pipeline.find(({ type }) => type === 'LoadImageFromFile');
  return step === undefined ? null : ((step as { color_type?: ColorType }).color_type ?? 'color');
}

/** One list of `[x1, y1, x2, y2]` rows per image of the file, or an object with such lists by file name. */
function readProposals(path: string, { images, numListed }: AnnotationSource): Float32Array[] {
  if (!path.endsWith('.json')) {
    throw new DataError(
      `proposal_file ${path}: only .json files are read. Write the lists of a .pkl file out with Python's json.dump.`,
    );
  }
  let lists: unknown;
  try {
    lists = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new DataError(`proposal_file ${path} cannot be read: ${(cause as Error).message}.`, { cause });
  }
  const isList = Array.isArray(lists);
  if (isList && (lists as unknown[]).length !== images.length) {
    throw new DataError(
      `proposal_file ${path} has ${(lists as unknown[]).length} lists, but ${images.length} of ${numListed} images are kept. ` +
        'Write an object with one list per file name instead.',
    );
  }
  return images.map(({ filename }, i) => {
    const rows = isList ? (lists as unknown[])[i] : (lists as Record<string, unknown>)[filename];
    if (!Array.isArray(rows) || rows.some((row) => !Array.isArray(row) || row.length < 4)) {
      throw new DataError(`proposal_file ${path}: no rows of four numbers for ${filename}.`);
    }
    return Float32Array.from((rows as number[][]).flatMap((row) => row.slice(0, 4)));
  });
}
