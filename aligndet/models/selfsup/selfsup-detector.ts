/**
 * @module Self-supervised pre-training of a whole detector, https://arxiv.org/abs/2307.11077: an online branch predicts
 * from one view of each image the outputs of a target branch, its moving average, for another view.
 */
import { z } from 'zod';
import { ConfigError, DataError, defineComponent, type RandomSource, slot } from '../../core/index.js';
import { tidy } from '../../engine/index.js';
import { type InitCfg, initCfgOption, Module } from '../../nn/index.js';
import type { Losses, TrainingBatch } from '../../structures/index.js';
import { isBatch } from '../batch-ground-truth.js';
import type { TrainableDetector } from '../detectors/detector.js';
import { freezeParameters } from '../freeze-parameters.js';
import { moveTowards } from './moving-average.js';
import { isViewDetector, type ViewDetector } from './view-detector.js';

export interface SelfSupDetectorModules {
  /** Two detectors of the same architecture. */
  readonly online: ViewDetector;
  readonly target: ViewDetector;
  readonly baseMomentum: number;
  readonly initCfg: InitCfg | readonly InitCfg[] | null;
}

export class SelfSupDetector extends Module implements TrainableDetector {
  /** Base value of a momentum hook. */
  readonly baseMomentum: number;
  /** Weight of the target's current value in {@link momentumUpdate}. A hook may change it. */
  momentum: number;
  readonly #online: ViewDetector;
  readonly #target: ViewDetector;

  constructor({ online, target, baseMomentum, initCfg }: SelfSupDetectorModules) {
    super(initCfg);
    this.baseMomentum = baseMomentum;
    this.momentum = baseMomentum;
    this.#online = this.child('online_backbone', online);
    this.#target = this.child('target_backbone', target);
    this.child('backbone', online); // alias: fine-tuning loads it by this name
    target.random = online.random;
    freezeParameters(target);
    this.#copyToTarget();
  }

  /** Both branches start with the same values; {@link initWeights} then initializes each of them, as published. */
  override resetParameters(random: RandomSource): void {
    this.#online.resetParameters(random);
    this.#target.resetParameters(random);
    this.#copyToTarget();
  }

  get online(): ViewDetector {
    return this.#online;
  }

  get target(): ViewDetector {
    return this.#target;
  }

  /** Both branches use one random generator. */
  get random(): RandomSource {
    return this.#online.random;
  }

  set random(random: RandomSource) {
    this.#online.random = random;
    this.#target.random = random;
  }

  /** @param batch two views of the same images, with the same boxes in the same order. */
  loss(batch: TrainingBatch): Losses {
    if (isBatch(batch) || batch.length !== 2) {
      const given = isBatch(batch) ? 1 : batch.length;
      throw new DataError(
        `SelfSupDetector trains on 2 views of each image, but the dataset returns ${given}.`,
      );
    }
    const [view1, view2] = batch;
    return tidy(() => {
      const online = this.#online.forwardOnline(view1);
      return this.#online.losses(online, this.#target.forwardTarget(view2));
    });
  }

  detect(): never {
    throw new ConfigError(
      'SelfSupDetector does not detect: extract its weights (npx aligndet checkpoint extract-detector-weights) ' +
        'and fine-tune a detector with them.',
    );
  }

  /** Updates every parameter of the target towards the online branch, including frozen ones; buffers are kept. */
  momentumUpdate(): void {
    moveTowards(this.#target, this.#online, this.momentum);
  }

  #copyToTarget(): void {
    const targets = this.#target.parameters();
    this.#online.parameters().forEach(({ value }, i) => {
      targets[i].value.assign(value);
    });
  }
}

export const selfSupDetector = defineComponent({
  type: 'SelfSupDetector',
  schema: z.strictObject({
    /** The whole detector to pre-train. */
    backbone: slot('detector'),
    /** No effect: losses have their own weights. */
    loss_cls_weight: z.number().default(1),
    /** Initial weight of the target's current value in an update. */
    base_momentum: z.number().min(0).max(1).default(0.996),
    /** Initialization of weights; null: the modules' own. */
    init_cfg: initCfgOption.nullable().default(null),
    /** Must be null: it belongs in `backbone`. */
    train_cfg: z.null('move it into backbone').default(null),
    /** Must be null: it belongs in `backbone`. */
    test_cfg: z.null('move it into backbone').default(null),
  }),
  build: ({ backbone, base_momentum: baseMomentum, init_cfg: initCfg }, builder) => {
    const branch = () => {
      const detector = builder.build('detector', backbone, 'backbone');
      if (isViewDetector(detector)) return detector;
      throw new ConfigError(
        `backbone: ${backbone.type} cannot be trained on two views. Did you mean SelfSup${backbone.type}?`,
      );
    };
    return new SelfSupDetector({ online: branch(), target: branch(), baseMomentum, initCfg });
  },
});
