/** @module Clips gradients and takes the optimizer's step. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { clipFactor, clipGradSchema } from '../../optim/index.js';
import type { Hook, Runner } from '../runner.js';

const options = {
  /** Keep the norm of all gradients together below a bound. */
  grad_clip: clipGradSchema.nullable().default(null),
  /** Name parameters that take no part in the loss (debugging). */
  detect_anomalous_params: z.boolean().default(false),
};

type Options = z.output<z.ZodObject<typeof options>>;

export const optimizerHook = defineComponent({
  type: 'OptimizerHook',
  schema: z.strictObject(options),
  build: (settings): Hook => ({
    name: 'OptimizerHook',
    afterTrainIter: (runner) => {
      warnOfUnused(runner, settings);
      takeStep(runner, settings.grad_clip);
    },
  }),
});

/** Clips, logs the norm, steps. */
export function takeStep(runner: Runner, clip: Options['grad_clip']): void {
  const output = runner.output;
  if (output === undefined) return;
  if (clip === null) {
    runner.optimizer.step(output.gradients);
    return;
  }
  const { norm, factor } = clipFactor(output.gradients, clip);
  runner.logBuffer.update({ grad_norm: norm }, output.numSamples);
  runner.optimizer.step(output.gradients, factor);
}

function warnOfUnused(runner: Runner, { detect_anomalous_params: detect }: Options): void {
  if (!detect) return;
  for (const [name, parameter] of runner.model.namedParameters()) {
    if (parameter.requiresGrad && runner.output?.gradients.has(parameter) === false) {
      runner.logger.error(`${name} takes no part in the loss.`);
    }
  }
}
