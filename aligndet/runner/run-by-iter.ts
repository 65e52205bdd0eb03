/** @module Iteration-based training loop: mmcv's IterBasedRunner. It does not call epoch hooks. */
import type { TrainingBatch } from '../structures/index.js';
import type { BatchSource, Runner } from './runner.js';

/** As {@link runByEpoch}, until `maxIters`. */
export async function runByIter(runner: Runner, source: BatchSource, maxIters: number): Promise<boolean> {
  runner.byEpoch = false;
  runner.maxIters = maxIters;
  runner.itersPerEpoch = source.length;
  runner.maxEpochs = Math.ceil(maxIters / source.length);
  await runner.call('beforeRun');
  for await (const batch of endless(runner, source)) {
    if (runner.isStopped()) return false; // the signal arrived while waiting for data
    runner.model.train();
    await runner.iterate(batch);
    runner.iter += 1;
    if (runner.iter >= maxIters || runner.hasEnded) break;
    if (runner.isStopped()) return false;
  }
  await runner.call('afterRun');
  return true;
}

/** Yields batches of one epoch after the other, from the current position of the runner. */
async function* endless(runner: Runner, source: BatchSource): AsyncGenerator<TrainingBatch> {
  let skip = runner.iter % source.length;
  runner.epoch = Math.floor(runner.iter / source.length);
  runner.innerIter = skip;
  for (;;) {
    for await (const batch of source.epoch(runner.epoch, skip)) {
      yield batch;
      runner.innerIter += 1;
    }
    runner.epoch += 1;
    runner.innerIter = 0;
    skip = 0;
  }
}
