import type { Optimizer, OptimizerState } from '../../aligndet/optim/index.js';
import { overruledOptions } from '../../aligndet/runner/overruled-options.js';

const groups = [{ options: { lr: 0.01, momentum: 0.9, weight_decay: 1e-4 }, parameters: [] }];
const saved = (options: object) =>
  ({ state: new Map(), param_groups: [{ ...options, params: [] }] }) as unknown as OptimizerState;

describe('overruledOptions', () => {
  it.each<[string, object, string[]]>([
    ['the same rate, on its way down', { lr: 1e-4, initial_lr: 0.01, momentum: 0.9 }, []],
    ['the same rate in float32', { initial_lr: Math.fround(0.01) }, []],
    [
      'another rate',
      { lr: 0.002, initial_lr: 0.02 },
      ['optimizer.lr is 0.01 in the config, but 0.02 in the checkpoint'],
    ],
    [
      'another momentum',
      { lr: 0.01, momentum: 0.5 },
      ['optimizer.momentum is 0.9 in the config, but 0.5 in the checkpoint'],
    ],
  ])('%s', (_case, options, expected) => {
    expect(overruledOptions({ groups } as unknown as Optimizer, saved(options))).toEqual(expected);
  });
});
