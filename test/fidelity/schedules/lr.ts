/** @module Learning rates over a whole run. */
import { Builder } from '../../../aligndet/core/index.js';
import {
  lrComponent,
  lrUpdaterRegistry,
  type ParamGroup,
  type RunProgress,
} from '../../../aligndet/optim/index.js';
import { compareValues } from '../compare.js';
import type { Finding } from '../handler.js';

interface LrCase {
  lr_config: { policy: string };
  runner: { type: string; max_epochs?: number; max_iters?: number };
  iters_per_epoch: number;
  initial_lr: number[];
  iters: number[];
  lr: number[][];
  resume?: { epoch: number; iter: number; initial_lr: number[] };
  tolerance: { rtol: number; atol: number };
}

export function lrSchedule(json: Record<string, unknown>): Finding[] {
  const golden = json as unknown as LrCase;
  const updater = new Builder([lrUpdaterRegistry]).build('lr_updater', lrComponent(golden.lr_config));
  const groups: ParamGroup[] = golden.initial_lr.map((lr, g) => ({
    parameters: [],
    options: { lr, weight_decay: 0, initial_lr: golden.resume?.initial_lr[g] },
  }));
  const byEpoch = golden.runner.type === 'EpochBasedRunner';
  const length = golden.iters_per_epoch;
  const maxIters = golden.runner.max_iters ?? (golden.runner.max_epochs as number) * length;
  const maxEpochs = golden.runner.max_epochs ?? Math.ceil(maxIters / length);
  const reference = new Map(golden.iters.map((iter, i) => [iter, golden.lr[i]]));
  const last = Math.max(...golden.iters);
  const actual: number[] = [];
  updater.start(groups, byEpoch);
  for (let iter = golden.resume?.iter ?? 0; iter <= last; iter++) {
    const progress: RunProgress = { epoch: Math.floor(iter / length), iter, maxEpochs, maxIters };
    if (byEpoch && iter % length === 0) updater.beforeEpoch(groups, progress, length);
    updater.beforeIter(groups, progress);
    if (reference.has(iter)) actual.push(...groups.map(({ options }) => options.lr));
  }
  return [
    compareValues(
      'lr',
      actual,
      golden.iters.flatMap((iter) => reference.get(iter) ?? []),
      golden.tolerance,
    ),
  ];
}
