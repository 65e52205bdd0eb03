/**
 * @module Two Swin Transformers, the first of which feeds the second: CBNetV2, https://arxiv.org/abs/2107.00420, section
 * 3.2, dense higher-level composition. Dims: L stages.
 */
import { z } from 'zod';
import { ConfigError, defineComponent } from '../../../core/index.js';
import { type Tensor4D, tidy } from '../../../engine/index.js';
import { Conv2d, type InitContext, interpolate, Module, ModuleList } from '../../../nn/index.js';
import type { Backbone } from '../backbone.js';
import { SparseList } from './sparse-list.js';
import { Swin } from './swin.js';
import { officialOptions, type SwinOptions } from './swin-options.js';
import { officialSwinOptions } from './swin-transformer-v1.js';

export interface CbSwinOptions {
  readonly swin: SwinOptions;
  /** Whether the composite connections are initialized with 0. */
  readonly startsUnlinked: boolean;
  /** Stages shared with the first backbone, counting the patch embedding. */
  readonly takesOver: number;
}

export class CbSwinTransformer extends Module implements Backbone {
  readonly #first: Swin;
  readonly #second: Swin;
  /**
   * For each stage of the second backbone: the connections from each stage of the first, starting at the same stage.
   */
  readonly #links: readonly SparseList<Conv2d>[];
  readonly #startsUnlinked: boolean;
  readonly #takesOver: number;

  constructor({ swin, startsUnlinked, takesOver }: CbSwinOptions) {
    super();
    this.#startsUnlinked = startsUnlinked;
    this.#takesOver = takesOver;
    this.#first = new Swin(swin);
    this.#second = new Swin(swin, takesOver);
    this.#links = swin.depths.map((_, stage) => new SparseList(linksTo(stage, swin, takesOver)));
    this.child('cb_modules', new ModuleList([this.#first, this.#second]));
    this.child('cb_linears', new ModuleList(this.#links));
  }

  override initWeights(context: InitContext): void {
    if (this.#startsUnlinked) {
      for (const conv of this.#links.flatMap(({ modules }) => modules)) {
        conv?.weight.fill(0);
        conv?.bias?.fill(0);
      }
    }
    this.#first.initWeights(context);
    this.#second.initWeights(context);
  }

  /** @returns 2L maps: those of the first backbone, then those of the second. */
  forward(images: Tensor4D): Tensor4D[] {
    return tidy(() => {
      const start = this.#first.embed(images);
      const { outputs, stages } = this.#first.run(start);
      const feeds = this.#feeds(outputs, [start, ...stages.map(({ next }) => next)]);
      return [...outputs, ...this.#second.run(start, { links: { stages, feeds } }).outputs];
    });
  }

  /** @param inputs of each stage, which determine the sizes. */
  #feeds(outputs: readonly Tensor4D[], inputs: readonly Tensor4D[]): (Tensor4D | undefined)[] {
    return this.#links.map(({ modules }, stage) => {
      if (stage < this.#takesOver - 1) return undefined;
      const [, height, width] = inputs[stage].shape;
      const feeds = outputs.slice(stage).map((map, i) => {
        const composite = modules[i]?.forward(map) ?? map; // the connection from the same stage has the right width
        const isSame = map.shape[1] === height && map.shape[2] === width;
        return isSame ? composite : interpolate(composite, { size: [height, width] });
      });
      return feeds.reduce((sum, feed) => sum.add(feed));
    });
  }
}

/** One entry per stage from this one on; the first needs no layer. */
function linksTo(
  stage: number,
  { channels, depths }: SwinOptions,
  takesOver: number,
): (Conv2d | undefined)[] {
  if (stage < takesOver - 1) return [];
  const width = channels * 2 ** stage;
  return depths.slice(stage).map((_, i) => (i === 0 ? undefined : new Conv2d(width * 2 ** i, width, 1)));
}

export const cbSwinTransformer = defineComponent({
  type: 'CBSwinTransformer',
  schema: z.strictObject({
    ...officialOptions,
    /** Initialize the connections between the backbones with 0. */
    cb_zero_init: z.boolean().default(true),
    /** Stages shared with the first backbone, counting the patch embedding. */
    cb_del_stages: z.int().nonnegative().default(1),
  }),
  build({ cb_zero_init: startsUnlinked, cb_del_stages: takesOver, ...options }) {
    const swin = officialSwinOptions(options);
    const expected = swin.depths.map((_, stage) => stage);
    if (expected.some((stage) => !swin.outIndices.includes(stage))) {
      throw new ConfigError(
        `out_indices: the second backbone needs the maps of every stage, [${expected.join(', ')}].`,
      );
    }
    return new CbSwinTransformer({ swin, startsUnlinked, takesOver });
  },
});
