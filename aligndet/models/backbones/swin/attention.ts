/**
 * @module Attention of every place of a window to every other, as one node of the gradient tape: of the scores only the
 * weights after the softmax are kept. Dims: G windows of all images, W windows of one, N places, H heads of D channels.
 */
import {
  addKernel,
  softmax,
  stack,
  type Tensor,
  type Tensor3D,
  tidy,
  unstack,
} from '../../../engine/index.js';

export interface AttentionInputs {
  /** `[G, N, 3 * H * D]`: queries, keys and values. */
  readonly qkv: Tensor3D;
  /** `[H, N, N]`, added to the scores of every window. */
  readonly bias: Tensor3D;
  /** `[W, N, N]`, added to the scores of every head; windows of an image follow each other. No gradient. */
  readonly mask?: Tensor3D;
  /** `[G, H, N, N]`, what the weights are multiplied with; no gradient. */
  readonly dropout?: Tensor;
}

/** @param scale factor of the queries. @returns `[G, N, H * D]`. */
export function attend({ mask, dropout, ...inputs }: AttentionInputs, scale: number): Tensor3D {
  const given = { ...inputs, ...(mask && { mask }), ...(dropout && { dropout }) };
  const [output, ...rest] = (dropout ? runWithDropout : run)(given, { scale });
  for (const tensor of rest) tensor.dispose(); // those that the gradient needs stay with the tape
  return output as Tensor3D;
}

function forward({ qkv, bias, mask, dropout }: Record<string, Tensor>, scale: number): Tensor[] {
  return tidy(() => {
    const [groups, places, width] = qkv.shape as [number, number, number];
    const [heads] = bias.shape as [number];
    const split = qkv.reshape([groups, places, 3, heads, width / 3 / heads]).transpose([2, 0, 3, 1, 4]);
    const [unscaled, keys, values] = unstack(split); // [G, H, N, D] each
    const queries = unscaled.mul(scale);
    const scores = queries.matMul(keys, false, true); // [G, H, N, N]
    const weights = softmax(withBias(scores, bias, mask));
    const applied = dropout === undefined ? weights : weights.mul(dropout);
    const output = applied.matMul(values).transpose([0, 2, 1, 3]); // [G, N, H, D]
    return [output.reshape([groups, places, width / 3]), queries, keys, values, weights];
  });
}

function withBias(scores: Tensor, bias: Tensor, mask: Tensor | undefined): Tensor {
  if (mask === undefined) return scores.add(bias);
  const each = bias.add(mask.expandDims(1)); // [W, H, N, N]
  return scores
    .reshape([-1, ...each.shape])
    .add(each)
    .reshape(scores.shape);
}

/** Slopes of `qkv` and `bias`. */
function backward(dy: Tensor, saved: Tensor[], scale: number): [Tensor, Tensor] {
  return tidy(() => {
    const [queries, keys, values, weights, dropout] = saved;
    const [groups, heads, places, depth] = queries.shape as [number, number, number, number];
    const dOutput = dy.reshape([groups, places, heads, depth]).transpose([0, 2, 1, 3]); // [G, H, N, D]
    const applied = dropout === undefined ? weights : weights.mul(dropout);
    const dValues = applied.matMul(dOutput, true);
    const dApplied = dOutput.matMul(values, false, true); // [G, H, N, N]
    const dWeights = dropout === undefined ? dApplied : dApplied.mul(dropout);
    const weighted = weights.mul(dWeights);
    const dScores = weighted.sub(weights.mul(weighted.sum(-1, true)));
    const dQueries = dScores.matMul(keys).mul(scale);
    const dKeys = dScores.matMul(queries, true);
    const joined = stack([dQueries, dKeys, dValues]).transpose([1, 3, 0, 2, 4]); // [G, N, 3, H, D]
    return [joined.reshape([groups, places, 3 * heads * depth]), dScores.sum(0)];
  });
}

const operation = {
  outputsToSave: [false, true, true, true, true],
  inputsToSave: [] as string[],
};

const run = addKernel({
  ...operation,
  name: 'AlignDetWindowAttention',
  forward: (inputs, { scale }) => forward(inputs, Number(scale)),
  gradient: ([dy], saved, { scale }) => {
    const [qkv, bias] = backward(dy, saved, Number(scale));
    return { qkv: () => qkv, bias: () => bias };
  },
});

const runWithDropout = addKernel({
  ...operation,
  name: 'AlignDetWindowAttentionDropout',
  forward: (inputs, { scale }) => forward(inputs, Number(scale)),
  inputsToSave: ['dropout'],
  gradient: ([dy], [dropout, ...saved], { scale }) => {
    const [qkv, bias] = backward(dy, [...saved, dropout], Number(scale));
    return { qkv: () => qkv, bias: () => bias };
  },
});
