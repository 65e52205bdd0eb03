import { Registry } from '../../core/index.js';
import { checkpointHook } from './checkpoint-hook.js';
import { gradientCumulativeOptimizerHook } from './gradient-cumulative-hook.js';
import { momentumUpdateHook } from './momentum-update-hook.js';
import { numClassCheckHook } from './num-class-check-hook.js';
import { optimizerHook } from './optimizer-hook.js';
import { resetNormsHook } from './reset-norms-hook.js';
import { textLoggerHook } from './text-logger-hook.js';
import { mmdetWandbHook } from './wandb-hook.js';

/** Every hook that a config can name. */
export const hooks = [
  checkpointHook,
  gradientCumulativeOptimizerHook,
  mmdetWandbHook,
  momentumUpdateHook,
  numClassCheckHook,
  optimizerHook,
  resetNormsHook,
  textLoggerHook,
] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    hook: typeof hooks;
  }
}

export const hookRegistry = new Registry('hook', hooks);
