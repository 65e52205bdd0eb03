/** @module Epoch-based training loop: mmcv's EpochBasedRunner. */
import type { BatchSource, Runner } from './runner.js';

/**
 * Trains from the current position of the runner to `maxEpochs`.
 *
 * @returns whether it completed; `false` if the signal stopped it.
 */
export async function runByEpoch(runner: Runner, source: BatchSource, maxEpochs: number): Promise<boolean> {
  runner.byEpoch = true;
  runner.maxEpochs = maxEpochs;
  runner.itersPerEpoch = source.length;
  runner.maxIters = maxEpochs * source.length;
  let skip = runner.innerIter;
  await runner.call('beforeRun');
  while (runner.epoch < maxEpochs && !runner.hasEnded) {
    runner.model.train();
    runner.innerIter = skip;
    await runner.call('beforeTrainEpoch');
    for await (const batch of source.epoch(runner.epoch, skip)) {
      if (runner.isStopped()) return false; // the signal arrived while waiting for data
      await runner.iterate(batch);
      runner.iter += 1;
      runner.innerIter += 1;
      if (runner.hasEnded && runner.innerIter < source.length) {
        await runner.call('afterRun');
        return true;
      }
      if (runner.isStopped() && runner.innerIter < source.length) return false;
    }
    skip = 0;
    runner.innerIter = source.length - 1;
    await runner.call('afterTrainEpoch');
    runner.epoch += 1;
    runner.innerIter = 0;
    if (runner.isStopped() && runner.epoch < maxEpochs && !runner.hasEnded) return false;
  }
  await runner.call('afterRun');
  return true;
}
