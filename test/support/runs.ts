/** @module A run of a model with one weight, as fast as a run can be. */
import { Builder, type Logger } from '../../aligndet/core/index.js';
import type { Scalar } from '../../aligndet/engine/index.js';
import { Module, Parameter } from '../../aligndet/nn/index.js';
import { optimizerRegistry, paramGroups } from '../../aligndet/optim/index.js';
import { type BatchSource, Runner } from '../../aligndet/runner/index.js';
import type { Batch, Detections, Losses } from '../../aligndet/structures/index.js';

/** Losses `loss_line` and `loss_bend` of one weight, and a metric; it detects nothing. */
export class OneWeight extends Module {
  readonly weight = this.parameter('weight', new Parameter([], { initial: 2 }));

  loss(_batch: unknown): Losses {
    const weight = this.weight.value as unknown as Scalar;
    return { loss_line: weight.mul(1), loss_bend: [weight.square(), weight.square()], acc: weight.mul(10) };
  }

  detect({ img_metas: metas }: Batch): Detections[] {
    return metas.map(() => ({}) as Detections);
  }
}

/** A batch of `numImages` images without pixels. */
export function emptyBatch(numImages = 2): Batch {
  const metas = Array.from({ length: numImages }, (_, i) => ({ filename: `images/${i}.jpg` }));
  return { img: new Float32Array(0), img_shape: [numImages, 0, 0, 3], img_metas: metas } as unknown as Batch;
}

/** The same batch `length` times an epoch. */
export function batches(length: number): BatchSource {
  return {
    length,
    async *epoch(_epoch, skip) {
      for (let i = skip; i < length; i++) yield emptyBatch();
    },
  };
}

export interface TinyRun {
  readonly runner: Runner;
  readonly model: OneWeight;
  /** What the logger got, with its level in front. */
  readonly lines: string[];
  dispose(): void;
}

/** @param workDir where logs and checkpoints go. */
export function tinyRun(
  workDir: string,
  { model = new OneWeight(), signal }: { model?: OneWeight; signal?: AbortSignal } = {},
): TinyRun {
  const lines: string[] = [];
  const note = (level: string) => (message: string) => {
    lines.push(`${level} ${message}`);
  };
  const logger: Logger = { debug() {}, info: note('info'), warn: note('warn'), error: note('error') };
  const factory = new Builder([optimizerRegistry]).build('optimizer', {
    type: 'SGD',
    lr: 0.01,
    momentum: 0.9,
  });
  const optimizer = factory.create(paramGroups(model, factory, null));
  const runner = new Runner({ model, optimizer, logger, workDir, timestamp: 'run', meta: {}, signal });
  const dispose = () => {
    optimizer.dispose();
    model.dispose();
  };
  return { runner, model, lines, dispose };
}
