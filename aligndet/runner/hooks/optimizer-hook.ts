/** @module Clips gradients and runs the optimizer step. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { clipFactor, clipGradSchema } from '../../optim/index.js';
import type { Hook, Runner } from '../runner.js';

const options = {
  /** Limit the total norm of all gradients. */
  grad_clip: clipGradSchema.nullable().default(null),
  /** Log parameters without a gradient (for debugging). */
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

/** Clips, logs the norm, updates the parameters. */
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
      runner.logger.error(`${name} does not contribute to the loss and has no gradient.`);
    }
  }
}
