import { Builder } from '../../aligndet/core/index.js';
import { lrComponent, lrUpdaterRegistry, type ParamGroup } from '../../aligndet/optim/index.js';

const builder = new Builder([lrUpdaterRegistry]);

function rates(
  config: { policy: string; [key: string]: unknown },
  epochs: number,
  itersPerEpoch: number,
): number[] {
  const updater = builder.build('lr_updater', lrComponent(config));
  const groups: ParamGroup[] = [{ parameters: [], options: { lr: 1, weight_decay: 0 } }];
  updater.start(groups, true);
  const seen: number[] = [];
  for (let iter = 0; iter < epochs * itersPerEpoch; iter++) {
    const epoch = Math.floor(iter / itersPerEpoch);
    const progress = { epoch, iter, maxEpochs: epochs, maxIters: epochs * itersPerEpoch };
    if (iter % itersPerEpoch === 0) updater.beforeEpoch(groups, progress, itersPerEpoch);
    updater.beforeIter(groups, progress);
    seen.push(groups[0].options.lr);
  }
  return seen;
}

describe('learning rates', () => {
  it('fall at steps, after a linear warm-up', () => {
    const seen = rates(
      { policy: 'step', step: [2], warmup: 'linear', warmup_iters: 2, warmup_ratio: 0.5 },
      3,
      2,
    );
    expect(seen).toEqual([0.5, 0.75, 1, 1, 0.1, 0.1]);
  });

  it('fall along a cosine', () => {
    const seen = rates({ policy: 'CosineAnnealing', min_lr: 0, by_epoch: false }, 1, 4);
    expect(seen[0]).toBe(1);
    expect(seen[2]).toBeCloseTo(0.5, 12); // half way
  });

  it('say which policy is meant', () => {
    expect(() => builder.build('lr_updater', lrComponent({ policy: 'stepp', step: 1 }))).toThrow(
      'Did you mean "Step"?',
    );
    expect(() => builder.build('lr_updater', lrComponent({ policy: 'CosineAnnealing' }))).toThrow(
      'exactly one',
    );
  });
});
