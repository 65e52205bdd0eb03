/** @module Sets the learning rate before each epoch and iteration. */
import type { LrUpdater } from '../../optim/index.js';
import type { Hook } from '../runner.js';

export function lrUpdaterHook(updater: LrUpdater, name: string): Hook {
  return {
    name,
    beforeRun: ({ optimizer, byEpoch }) => updater.start(optimizer.groups, byEpoch),
    beforeTrainEpoch: (runner) => updater.beforeEpoch(runner.optimizer.groups, runner, runner.itersPerEpoch),
    beforeTrainIter: (runner) => updater.beforeIter(runner.optimizer.groups, runner),
  };
}
