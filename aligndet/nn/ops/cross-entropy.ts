/** @module Element-wise cross entropies of logits, with gradients in closed form. Dims: N rows, K classes. */
import {
  addKernel,
  rawOp,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tidy,
  zerosLike,
} from '../../engine/index.js';

/**
 * Of a softmax.
 *
 * @param logits `[N, K]`.
 * @param labels `[N]` int32, each in [0, K).
 * @returns `[N]`.
 */
export function softmaxCrossEntropy(logits: Tensor2D, labels: Tensor1D): Tensor1D {
  const [loss, gradient] = runSoftmax({ logits, labels });
  gradient.dispose();
  return loss as Tensor1D;
}

/**
 * Of independent sigmoids.
 *
 * @param logits any shape.
 * @param targets probabilities, of the same shape; no gradient.
 * @param positiveWeight weight of the positive term, broadcast to the shape; no gradient.
 */
export function sigmoidCrossEntropy<T extends Tensor>(logits: T, targets: T, positiveWeight?: Tensor): T {
  const inputs = { logits, targets, ...(positiveWeight && { positiveWeight }) };
  return (positiveWeight === undefined ? runSigmoid : runWeightedSigmoid)(inputs)[0] as T;
}

const runSoftmax = addKernel({
  name: 'AlignDetSoftmaxCrossEntropy',
  forward: ({ logits, labels }) => rawOp('SparseSoftmaxCrossEntropyWithLogits', {}, [logits, labels]),
  outputsToSave: [false, true],
  inputsToSave: ['labels'],
  gradient: ([dy], [labels, gradient]) => ({
    logits: () => gradient.mul(dy.expandDims(1)),
    labels: () => zerosLike(labels),
  }),
});

/** `log(1 + exp(-|x|))`: the term for both signs of x. */
const tail = (logits: Tensor) => logits.abs().neg().exp().log1p();

const runSigmoid = addKernel({
  name: 'AlignDetSigmoidCrossEntropy',
  forward: ({ logits, targets }) => tidy(() => [logits.relu().sub(logits.mul(targets)).add(tail(logits))]),
  inputsToSave: ['logits', 'targets'],
  gradient: ([dy], [logits, targets]) => ({
    logits: () => dy.mul(logits.sigmoid().sub(targets)),
    targets: () => zerosLike(targets),
  }),
});

/** Weight of the positive term: `1 + (weight - 1) * target`. */
const positiveFactor = (targets: Tensor, weight: Tensor) => weight.sub(1).mul(targets).add(1);

const runWeightedSigmoid = addKernel({
  name: 'AlignDetWeightedSigmoidCrossEntropy',
  forward: ({ logits, targets, positiveWeight }) =>
    tidy(() => {
      const missed = tail(logits).add(logits.neg().relu()); // -log(sigmoid)
      return [logits.sub(logits.mul(targets)).add(missed.mul(positiveFactor(targets, positiveWeight)))];
    }),
  inputsToSave: ['logits', 'targets', 'positiveWeight'],
  gradient: ([dy], [logits, targets, positiveWeight]) => ({
    logits: () => {
      const pull = logits.neg().sigmoid().mul(positiveFactor(targets, positiveWeight));
      return dy.mul(targets.neg().add(1).sub(pull));
    },
    targets: () => zerosLike(targets),
    positiveWeight: () => zerosLike(positiveWeight),
  }),
});
