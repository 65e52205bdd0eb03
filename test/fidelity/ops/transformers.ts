/** @module Golden ops of transformers: attention, layers, the whole of DETR's, positional encodings. */
import {
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  where,
  zerosLike,
} from '../../../aligndet/engine/index.js';
import type { PaddingMask } from '../../../aligndet/models/index.js';
import { buildComponent } from '../build-component.js';
import { input } from './arrays.js';
import type { OpCase, OpHandler } from './op-handler.js';
import { checkTensorOp, map, type Named } from './tensors.js';

const prefix = 'w.';

const rows = (x: Tensor | undefined) => x as Tensor3D | undefined;

/** Where a mask is set, `-Infinity`: what is added to scores. */
function additive(mask: Tensor | undefined): Tensor2D | undefined {
  return mask === undefined
    ? undefined
    : (where(mask.cast('bool'), Number.NEGATIVE_INFINITY, zerosLike(mask)) as Tensor2D);
}

/** Flags keep apart what they are set for; numbers are added to scores as they are. */
function attentionMask({ inputs }: OpCase, { attn_mask: mask }: Named): Tensor2D | undefined {
  return inputs.get('attn_mask')?.dtype === 'bool' ? additive(mask) : (mask as Tensor2D | undefined);
}

/** What a single attention and a whole layer are both given. */
function attended(inputs: Named) {
  return {
    query: inputs.query as Tensor3D,
    key: rows(inputs.key),
    value: rows(inputs.value),
    queryPos: rows(inputs.query_pos),
    keyPos: rows(inputs.key_pos),
    keyMask: additive(inputs.key_padding_mask),
  };
}

const mha: OpHandler = (golden) => {
  const module = buildComponent('attention', { type: 'MultiheadAttention', ...(golden.args.attn as object) });
  return checkTensorOp(golden, {
    module,
    prefix,
    forward: (inputs) => ({
      out: module.forward({
        ...attended(inputs),
        identity: rows(inputs.identity),
        attentionMask: attentionMask(golden, inputs),
      }),
    }),
  });
};

const transformerLayer: OpHandler = (golden) => {
  const module = buildComponent('transformer_layer', golden.args.layer);
  return checkTensorOp(golden, {
    module,
    prefix,
    forward: (inputs) => ({
      out: module.forward({
        ...attended(inputs),
        queryMask: additive(inputs.query_key_padding_mask),
      }),
    }),
  });
};

function paddingOf(golden: OpCase): PaddingMask {
  const { data, shape } = input(golden, 'mask');
  return {
    data: Uint8Array.from(data, (flag) => (flag === 0 ? 0 : 1)),
    shape: shape as PaddingMask['shape'],
  };
}

const detrTransformer: OpHandler = (golden) => {
  const module = buildComponent('transformer', golden.args.transformer);
  return checkTensorOp(golden, {
    orders: { x: map, pos_embed: map, memory: map },
    module,
    prefix,
    forward: ({ x, query_embed: queries, pos_embed: positions }) => {
      const found = module.forward(
        x as Tensor4D,
        paddingOf(golden),
        queries as Tensor2D,
        positions as Tensor4D,
      );
      return { out: found.queries, memory: found.memory };
    },
  });
};

const sinePos: OpHandler = (golden) => {
  const config = golden.args.encoding as object;
  const module = buildComponent('positional_encoding', { type: 'SinePositionalEncoding', ...config });
  return checkTensorOp(golden, {
    orders: { out: map },
    module,
    prefix,
    forward: () => ({ out: module.forward(paddingOf(golden)) }),
  });
};

export const transformerOps: Record<string, OpHandler> = {
  mha,
  transformer_layer: transformerLayer,
  detr_transformer: detrTransformer,
  sine_pos: sinePos,
};
