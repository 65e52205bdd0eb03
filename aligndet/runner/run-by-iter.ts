/** @module The loop that counts iterations: mmcv's IterBasedRunner. Epoch hooks never run in it. */
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
    if (runner.isStopped()) return false; // it came while this waited for data
    runner.model.train();
    await runner.iterate(batch);
    runner.iter += 1;
    if (runner.iter >= maxIters || runner.hasEnded) break;
    if (runner.isStopped()) return false;
  }
  await runner.call('afterRun');
  return true;
}

/** Epoch after epoch, starting where the runner stands. */
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
