/**
 * @module Updates AlignDet's target network after each step: ICCV 2023, section 3.3; the momentum increases along a
 * cosine.
 */
import { z } from 'zod';
import { ConfigError, defineComponent } from '../../core/index.js';
import { emaMomentum } from '../../optim/index.js';
import type { Hook, Runner } from '../runner.js';

/** A model with a moving average of itself. */
export interface MomentumModel {
  readonly baseMomentum: number;
  /** Used until it is set again. */
  momentum: number;
  momentumUpdate(): void;
}

export const momentumUpdateHook = defineComponent({
  type: 'MomentumUpdateHook',
  schema: z.strictObject({
    /** Momentum at the end of the run. */
    end_momentum: z.number().min(0).max(1).default(1),
    /** Iterations between two updates. */
    update_interval: z.number().int().positive().default(1),
  }),
  build: ({ end_momentum: end, update_interval: interval }): Hook => ({
    name: 'MomentumUpdateHook',
    beforeTrainIter: (runner) => {
      if (!runner.isEvery(interval, 'iter')) return;
      const model = momentumModel(runner);
      model.momentum = emaMomentum(model.baseMomentum, end, runner.iter, runner.maxIters);
    },
    afterTrainIter: (runner) => {
      if (runner.isEvery(interval, 'iter')) momentumModel(runner).momentumUpdate();
    },
  }),
});

function momentumModel({ model }: Runner): MomentumModel {
  if (!('momentumUpdate' in model)) {
    throw new ConfigError(
      'custom_hooks: MomentumUpdateHook needs a model with a target network, such as SelfSupDetector. Remove the hook or change model.type.',
    );
  }
  return model as unknown as MomentumModel;
}
