/** @module The contract of dense heads whose class scores are embeddings, https://arxiv.org/abs/2307.11077, section 3.3. */
import type { RandomSource } from '../../core/index.js';
import { Activation, Conv2d, Module, PlainSequential } from '../../nn/index.js';
import type { ImageMeta, Losses } from '../../structures/index.js';
import type { GroundTruth } from '../assigners/assigner.js';
import type { DenseHead, DenseOutputs } from '../dense-heads/dense-head.js';

/** Outputs of the head for one view. */
export interface DenseView {
  /** Scores are embeddings, `[B, H, W, priors * D]`. */
  readonly outputs: DenseOutputs;
  /** Per image, with instance ids as labels. */
  readonly groundTruths: readonly GroundTruth[];
  readonly metas: readonly ImageMeta[];
}

/** Training objects of a supervised head for two views. */
export interface TwoViewLosses<Head extends DenseHead> {
  readonly head: Head;
  /** @param target the other view, of which only embeddings and ground truths are used. */
  losses(online: DenseView, target: DenseView, random: RandomSource): Losses;
}

/** Wraps a supervised dense head, with its names, to train on two views. */
export class EmbeddingHead<Head extends DenseHead = DenseHead> extends Module {
  readonly #learning: TwoViewLosses<Head>;

  constructor(learning: TwoViewLosses<Head>) {
    super(learning.head.initCfg);
    this.#learning = learning;
    for (const [name, child] of learning.head.children()) this.child(name, child);
  }

  /** The wrapped head. */
  get head(): Head {
    return this.#learning.head;
  }

  override train(mode = true): this {
    this.head.train(mode);
    return super.train(mode);
  }

  losses(online: DenseView, target: DenseView, random: RandomSource): Losses {
    return this.#learning.losses(online, target, random);
  }
}

/** Two convolutions with a ReLU in between, as in https://arxiv.org/abs/2003.04297, instead of one. */
export function projection(channels: number, outChannels: number, kernelSize: number): PlainSequential {
  return new PlainSequential([
    new Conv2d(channels, channels, kernelSize, { padding: (kernelSize - 1) / 2 }),
    new Activation(),
    new Conv2d(channels, outChannels, 1),
  ]);
}
