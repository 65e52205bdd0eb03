/**
 * @module Box heads whose class scores are embeddings, https://arxiv.org/abs/2307.11077, section 3.3: two linear layers
 * instead of one. Dims: R RoIs, D values of an embedding (`num_classes`).
 */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { relu, type Tensor2D, tidy } from '../../engine/index.js';
import { Linear, Module } from '../../nn/index.js';
import { ConvFcBBoxHead, type Depth, type RowModule } from '../roi-heads/bbox-heads/conv-fc-bbox-head.js';
import { convFcModules, convFcOptions } from '../roi-heads/bbox-heads/conv-fc-bbox-heads.js';
import { type Flow, linearOn, rowLength } from '../roi-heads/bbox-heads/conv-fc-branch.js';

/** Linear, ReLU, linear; named by their indices in the published sequence. */
class EmbeddingMlp extends Module implements RowModule {
  readonly #hidden: Linear;
  readonly #out: Linear;

  constructor(input: Flow, hasAvgPool: boolean, dimensions: number) {
    super();
    const width = rowLength(input, hasAvgPool);
    this.#hidden = this.child('0', linearOn(input, width, hasAvgPool));
    this.#out = this.child('2', new Linear(width, dimensions));
  }

  forward(rows: Tensor2D): Tensor2D {
    return tidy(() => this.#out.forward(relu(this.#hidden.forward(rows))));
  }
}

function selfSupHead<const Type extends string>(type: Type, shared: Depth) {
  return defineComponent({
    type,
    schema: z.strictObject(convFcOptions),
    build: (options, builder) =>
      new ConvFcBBoxHead({
        ...convFcModules(options, builder, shared),
        classifier: (flow, hasAvgPool) => new EmbeddingMlp(flow, hasAvgPool, options.num_classes),
      }),
  });
}

export const selfSupShared2FcBBoxHead = selfSupHead('SelfSupShared2FCBBoxHead', { convs: 0, fcs: 2 });
export const selfSupShared4Conv1FcBBoxHead = selfSupHead('SelfSupShared4Conv1FCBBoxHead', {
  convs: 4,
  fcs: 1,
});
