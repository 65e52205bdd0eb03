import { runLengthNotes } from '../../aligndet/config/index.js';

const config = (
  lr: object,
  runner: object,
  logs: object = { interval: 50, hooks: [{ type: 'TextLoggerHook' }] },
) => ({ lr_config: { policy: 'step', ...lr }, runner, log_config: logs }) as never;
const linear = { warmup: 'linear', warmup_iters: 500 };
const epochs = { type: 'EpochBasedRunner', max_epochs: 12 };
const iters = { type: 'IterBasedRunner', max_iters: 400 };

describe('runLengthNotes', () => {
  it.each<[string, lr: object, runner: object, itersPerEpoch: number | undefined, paths: string[]]>([
    ['a warm-up within the run', linear, epochs, 50, []],
    ['a warm-up of as many iterations', linear, epochs, undefined, []],
    [
      'a warm-up longer than a run of epochs',
      linear,
      { ...epochs, max_epochs: 8 },
      60,
      ['lr_config.warmup_iters'],
    ],
    ['a warm-up longer than a run of iterations', linear, iters, undefined, ['lr_config.warmup_iters']],
    [
      'a warm-up of epochs',
      { ...linear, warmup_iters: 12, warmup_by_epoch: true },
      epochs,
      undefined,
      ['lr_config.warmup_iters'],
    ],
    ['no warm-up', { warmup: null, warmup_iters: 500 }, iters, undefined, []],
    ['an epoch shorter than the interval of the logs', {}, epochs, 49, ['log_config.interval']],
    ['an epoch as long as the interval', {}, epochs, 50, []],
    ['a run of iterations is no run of epochs', {}, iters, 10, []],
  ])('%s', (_case, lr, runner, itersPerEpoch, paths) => {
    expect(runLengthNotes(config(lr, runner), itersPerEpoch).map(({ path }) => path)).toEqual(paths);
  });

  it('takes the interval of a hook before that of all', () => {
    const hooks = [
      { type: 'TextLoggerHook', interval: 5 },
      { type: 'X', interval: 70 },
      { type: 'Y', ignore_last: false },
    ];
    const notes = runLengthNotes(config({}, epochs, { interval: 50, hooks }), 10);
    expect(notes).toEqual([
      {
        path: 'log_config.hooks.1.interval',
        message:
          'X writes every 70 iterations, but an epoch has 10: no loss is logged. Set it to 10 or less.',
      },
    ]);
  });
});
