/** @module Options that datasets of annotation files share, and their paths. */
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { DataError, type Progress } from '../../core/index.js';
import type { ColorType } from '../images/raster.js';
import { fileClientOption, pipelineOption } from '../transforms/options.js';
import type { AnnotationSource } from './annotation-source.js';
import type { PipelineDatasetOptions } from './pipeline-dataset.js';
import { readProposals } from './read-proposals.js';

/** One path, or one per annotation file. */
const paths = z.union([z.string(), z.array(z.string())]);

export const fileDatasetOptions = {
  /** Annotation file; several are concatenated. */
  ann_file: z.union([z.string(), z.array(z.string()).min(1)]),
  /** Transforms of each sample. */
  pipeline: pipelineOption,
  /** Class names, or a file with one per line; the dataset's default when not given. */
  classes: z
    .union([z.string(), z.array(z.string())])
    .nullable()
    .default(null),
  /** Folder that relative paths are resolved against. */
  data_root: z.string().nullable().default(null),
  /** Folder of the images. */
  img_prefix: paths.default(''),
  /** Folder of the label maps. */
  seg_prefix: paths.nullable().default(null),
  /** JSON file with the proposals of each image. */
  proposal_file: paths.nullable().default(null),
  /** Whether samples have no annotations, and all images are kept. */
  test_mode: z.boolean().default(false),
  /** Whether images without annotations of the classes are left out. */
  filter_empty_gt: z.boolean().default(true),
  /** File backend for annotation files. */
  file_client_args: fileClientOption,
  /** With several annotation files: whether each is evaluated separately. */
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
      throw new DataError(
        `${key}: expected ${files.length} paths, one per annotation file, but got ${value.length}.`,
      );
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

export function pipelineOptions(
  options: OneFileOptions,
  source: AnnotationSource,
  progress: Progress,
): PipelineDatasetOptions {
  return {
    imgPrefix: options.img_prefix,
    segPrefix: options.seg_prefix,
    proposalFile: options.proposal_file,
    proposals: options.proposal_file === null ? null : readProposals(options.proposal_file, source, progress),
    testMode: options.test_mode,
    colorType: colorTypeOf(options.pipeline),
  };
}

/** Options of the first transform that reads an image. */
export function colorTypeOf(pipeline: FileDatasetOptions['pipeline']): ColorType | null {
  const step = pipeline.find(({ type }) => type === 'LoadImageFromFile');
  return step === undefined ? null : ((step as { color_type?: ColorType }).color_type ?? 'color');
}

/** Whether a transform of a pipeline, at any depth, loads masks. */
export function asksForMasks(pipeline: unknown): boolean {
  if (typeof pipeline !== 'object' || pipeline === null) return false;
  const { type, with_mask: withMask } = pipeline as { type?: unknown; with_mask?: unknown };
  return (type === 'LoadAnnotations' && withMask === true) || Object.values(pipeline).some(asksForMasks);
}
