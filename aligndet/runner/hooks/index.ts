import { Registry } from '../../core/index.js';
import { checkpointHook } from './checkpoint-hook.js';
import { earlyStoppingHook } from './early-stopping-hook.js';
import { emaHook, expMomentumEmaHook, linearMomentumEmaHook } from './ema-hooks.js';
import { gradientCumulativeOptimizerHook } from './gradient-cumulative-hook.js';
import { mlflowLoggerHook } from './mlflow-logger-hook.js';
import { momentumUpdateHook } from './momentum-update-hook.js';
import { numClassCheckHook } from './num-class-check-hook.js';
import { optimizerHook } from './optimizer-hook.js';
import { resetNormsHook } from './reset-norms-hook.js';
import { tensorboardLoggerHook } from './tensorboard-logger-hook.js';
import { textLoggerHook } from './text-logger-hook.js';
import { mmdetWandbHook, wandbLoggerHook } from './wandb-hook.js';

/** Every hook available in configs. */
export const hooks = [
  checkpointHook,
  earlyStoppingHook,
  emaHook,
  expMomentumEmaHook,
  gradientCumulativeOptimizerHook,
  linearMomentumEmaHook,
  mlflowLoggerHook,
  mmdetWandbHook,
  momentumUpdateHook,
  numClassCheckHook,
  optimizerHook,
  resetNormsHook,
  tensorboardLoggerHook,
  textLoggerHook,
  wandbLoggerHook,
] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    hook: typeof hooks;
  }
}

export const hookRegistry = new Registry('hook', hooks);
