/** @module The hooks of a run, by the priorities of mmcv's `register_training_hooks`. */
import type { Builder } from '../../core/index.js';
import { lrComponent } from '../../optim/index.js';
import { iterTimerHook, lrUpdaterHook, type Runner } from '../../runner/index.js';

type Config = Record<string, unknown>;

export function registerHooks(runner: Runner, config: Config, builder: Builder): void {
  const schedule = config.lr_config as ({ policy: string } & Config) | null | undefined;
  if (schedule) {
    const component = lrComponent(schedule);
    const updater = builder.build('lr_updater', component, 'lr_config');
    runner.register(lrUpdaterHook(updater, `${component.type}LrUpdaterHook`), 'VERY_HIGH');
  }
  const stepping = { type: 'OptimizerHook', ...(config.optimizer_config as Config | undefined) };
  runner.register(builder.build('hook', stepping, 'optimizer_config'), 'ABOVE_NORMAL');
  if (config.checkpoint_config) {
    const saving = { type: 'CheckpointHook', ...(config.checkpoint_config as Config) };
    runner.register(builder.build('hook', saving, 'checkpoint_config'), 'NORMAL');
  }
  runner.register(iterTimerHook(), 'LOW');
  const logs = config.log_config as { interval?: number; hooks?: Config[] } | undefined;
  for (const [i, hook] of (logs?.hooks ?? []).entries()) {
    const logging = { ...(logs?.interval !== undefined && { interval: logs.interval }), ...hook };
    runner.register(builder.build('hook', logging, `log_config.hooks.${i}`), 'VERY_LOW');
  }
  for (const [i, hook] of ((config.custom_hooks ?? []) as Config[]).entries()) {
    const { priority, ...options } = hook;
    const built = builder.build('hook', options, `custom_hooks.${i}`);
    runner.register(built, priority as string | number | undefined);
  }
}
