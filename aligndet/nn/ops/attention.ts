/**
 * @module Attention, https://arxiv.org/abs/1706.03762, equation 1, as one node of the gradient tape: only the weights
 * after the softmax are kept. Dims: G independent groups (images, windows), H heads of D channels, N queries, M keys.
 */
import { addKernel, softmax, type Tensor, type Tensor3D, type Tensor4D, tidy } from '../../engine/index.js';

export interface AttentionInputs {
  /** `[G, H, N, D]`. */
  readonly queries: Tensor4D;
  /** `[G, H, M, D]`. */
  readonly keys: Tensor4D;
  /** `[G, H, M, D]`. */
  readonly values: Tensor4D;
  /** `[H, N, M]`, added to the scores of every group. */
  readonly bias?: Tensor3D;
  /** `[W, 1 or H, 1 or N, M]`, added to the scores of each W consecutive groups. No gradient. */
  readonly mask?: Tensor4D;
  /** `[G, H, N, M]`, multiplied with the weights (dropout). No gradient. */
  readonly dropout?: Tensor;
}

/** @param scale factor of the queries. @returns `[G, H, N, D]`. */
export function attention({ bias, mask, dropout, ...inputs }: AttentionInputs, scale: number): Tensor4D {
  const given = { ...inputs, ...(bias && { bias }), ...(mask && { mask }), ...(dropout && { dropout }) };
  const [output, ...rest] = (dropout ? runWithDropout : run)(given, { scale, hasBias: bias !== undefined });
  for (const tensor of rest) tensor.dispose(); // tensors that the gradient needs are kept by the tape
  return output as Tensor4D;
}

function forward(
  { queries, keys, values, bias, mask, dropout }: Record<string, Tensor>,
  scale: number,
): Tensor[] {
  return tidy(() => {
    const scaled = queries.mul(scale);
    const scores = scaled.matMul(keys, false, true); // [G, H, N, M]
    const weights = softmax(shifted(scores, bias, mask));
    const applied = dropout === undefined ? weights : weights.mul(dropout);
    return [applied.matMul(values), scaled, weights];
  });
}

function shifted(scores: Tensor, bias: Tensor | undefined, mask: Tensor | undefined): Tensor {
  if (mask === undefined) return bias === undefined ? scores : scores.add(bias);
  const each = bias === undefined ? mask : mask.add(bias); // [W, H, N, M]
  const [groups, ...pairs] = scores.shape;
  const cycle = each.shape[0];
  if (cycle === groups || cycle === 1) return scores.add(each);
  return scores
    .reshape([groups / cycle, cycle, ...pairs])
    .add(each)
    .reshape(scores.shape);
}

/** Gradients by input. */
function backward(
  dy: Tensor,
  [keys, values, scaled, weights, dropout]: Tensor[],
  { scale, hasBias }: Record<string, unknown>,
): Record<string, () => Tensor> {
  const gradients = tidy(() => {
    const applied = dropout === undefined ? weights : weights.mul(dropout);
    const dValues = applied.matMul(dy, true);
    const dApplied = dy.matMul(values, false, true); // [G, H, N, M]
    const dWeights = dropout === undefined ? dApplied : dApplied.mul(dropout);
    const weighted = weights.mul(dWeights);
    const dScores = weighted.sub(weights.mul(weighted.sum(-1, true)));
    const dQueries = dScores.matMul(keys).mul(Number(scale));
    const dKeys = dScores.matMul(scaled, true);
    return [dQueries, dKeys, dValues, ...(hasBias === true ? [dScores.sum(0)] : [])];
  });
  const [queries, forKeys, forValues, bias] = gradients;
  return { queries: () => queries, keys: () => forKeys, values: () => forValues, bias: () => bias };
}

const operation = {
  inputsToSave: ['keys', 'values'],
  outputsToSave: [false, true, true],
};

const run = addKernel({
  ...operation,
  name: 'AlignDetAttention',
  forward: (inputs, { scale }) => forward(inputs, Number(scale)),
  gradient: ([dy], saved, attributes) => backward(dy, saved, attributes),
});

const runWithDropout = addKernel({
  ...operation,
  name: 'AlignDetAttentionDropout',
  forward: (inputs, { scale }) => forward(inputs, Number(scale)),
  inputsToSave: [...operation.inputsToSave, 'dropout'],
  gradient: ([dy], [keys, values, dropout, ...saved], attributes) =>
    backward(dy, [keys, values, ...saved, dropout], attributes),
});
