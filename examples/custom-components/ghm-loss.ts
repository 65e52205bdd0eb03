/**
 * @module A loss with state: GHM-C, https://arxiv.org/abs/1811.05181, section 3. Each logit is weighed by how rare its
 * gradient is, so that neither the many easy examples nor outliers rule the training.
 *
 * Dims: N examples, K classes, `bins` intervals of gradient lengths in [0, 1].
 */
import {
  defineComponent,
  type Loss,
  Module,
  Parameter,
  reduced,
  sigmoidCrossEntropy,
  tensor2d,
  tidy,
  z,
} from 'aligndet/components';

/** Examples per interval, as a moving average over iterations. Under mmdetection's names, so that its checkpoints load. */
class GhmState extends Module {
  readonly edges: Parameter;
  readonly counts: Parameter | undefined;

  constructor(bins: number, momentum: number) {
    super();
    this.edges = this.buffer('edges', new Parameter([bins + 1], { requiresGrad: false }));
    this.edges.assign(Float32Array.from({ length: bins + 1 }, (_, i) => i / bins + (i === bins ? 1e-6 : 0)));
    if (momentum > 0) this.counts = this.buffer('acc_sum', new Parameter([bins], { requiresGrad: false }));
  }
}

export const ghmc = defineComponent({
  slot: 'loss',
  type: 'GHMC',
  schema: z.strictObject({
    /** Intervals of the gradient's length. */
    bins: z.int().positive().default(10),
    /** Weight of the average so far; 0 counts each batch by itself. */
    momentum: z.number().min(0).max(1).default(0),
    /** Only sigmoid cross entropy is weighed. */
    use_sigmoid: z.literal(true).default(true),
    /** Factor of this loss in the total. */
    loss_weight: z.number().default(1),
    /** How the losses of all elements become one. */
    reduction: z.enum(['none', 'mean', 'sum']).default('mean'),
  }),
  build: ({ bins, momentum, loss_weight: lossWeight, reduction }): Loss => {
    const state = new GhmState(bins, momentum);
    const loss: Loss = (prediction, target, options = {}) =>
      tidy(() => {
        const shape = prediction.shape as [number, number]; // [N, K]
        const targets = oneHot(target.dataSync(), shape);
        const valid = options.weight?.dataSync();
        const { weights, total } = weigh(prediction.sigmoid().dataSync(), targets, valid, state, momentum);
        const losses = sigmoidCrossEntropy(prediction, tensor2d(targets, shape)); // [N, K]
        return reduced(
          losses,
          { reduction, lossWeight },
          {
            weight: tensor2d(weights, shape),
            reduction: options.reduction,
            ...(reduction === 'mean' && { avgFactor: total }),
          },
        );
      });
    return Object.assign(loss, { module: state, takesAll: true });
  },
});

/** Labels that are no class, such as that of the background, are zeros. */
function oneHot(labels: ArrayLike<number>, [rows, numClasses]: readonly [number, number]): Float32Array {
  const values = new Float32Array(rows * numClasses);
  for (let i = 0; i < rows; i++)
    if (labels[i] >= 0 && labels[i] < numClasses) values[i * numClasses + labels[i]] = 1;
  return values;
}

/** Weight of each logit: inverse to the number of examples whose gradient is of about the same length. */
function weigh(
  scores: ArrayLike<number>,
  targets: Float32Array,
  valid: ArrayLike<number> | undefined,
  state: GhmState,
  momentum: number,
): { weights: Float32Array; total: number } {
  const numClasses = valid === undefined ? 1 : targets.length / valid.length;
  const isValid = (i: number) => valid === undefined || valid[Math.floor(i / numClasses)] > 0;
  const edges = state.edges.read();
  const counts = state.counts?.read().slice() as Float32Array | undefined;
  const bins = Array.from({ length: edges.length - 1 }, (): number[] => []);
  let total = 0;
  for (let i = 0; i < targets.length; i++) {
    if (!isValid(i)) continue;
    total++;
    const length = Math.fround(Math.abs(Math.fround(scores[i] - targets[i])));
    bins.find((_, bin) => length >= edges[bin] && length < edges[bin + 1])?.push(i);
  }
  total = Math.max(total, 1);
  const weights = new Float32Array(targets.length);
  const numUsed = bins.filter((members) => members.length > 0).length;
  bins.forEach((members, bin) => {
    if (members.length === 0) return;
    if (counts !== undefined) counts[bin] = momentum * counts[bin] + (1 - momentum) * members.length;
    for (const i of members) weights[i] = total / (counts?.[bin] ?? members.length) / numUsed;
  });
  if (counts !== undefined) state.counts?.assign(counts);
  return { weights, total };
}

declare module 'aligndet' {
  interface Components {
    GHMC: typeof ghmc;
  }
}
