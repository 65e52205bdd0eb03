/** @module Golden ops of losses, built from their configs. */
import { builtinBuilder } from '../../../aligndet/builtins.js';
import type { Tensor } from '../../../aligndet/engine/index.js';
import type { Loss, LossOptions } from '../../../aligndet/models/index.js';
import type { OpCase, OpHandler } from './op-handler.js';
import { checkTensorOp, type Named } from './tensors.js';

const lossOf = (config: unknown): Loss => builtinBuilder().build('loss', config);

/** `[B, C, H, W]` logits of masks. */
const maskOrder = [0, 2, 3, 1];

const loss: OpHandler = (golden) => {
  const { loss: config, avg_factor: avgFactor, reduction_override: reduction } = golden.args;
  const compute = lossOf(config);
  const { ignore_index: ignoreIndex } = golden.args;
  return checkTensorOp(golden, {
    orders: { pred: maskOrder },
    forward: (inputs) => {
      const options = {
        weight: inputs.weight,
        avgFactor,
        reduction,
        ignoreIndex,
        labels: inputs.classes?.toInt(),
      };
      const { target, ...more } = targetsOf(inputs);
      const out = compute(inputs.pred, target, { ...options, ...more } as LossOptions);
      return { out: shapedAs(out, golden, 'out') };
    },
  });
};

/** Where the arrays of a case go in a loss's call. */
function targetsOf({ label, target, score, quality }: Named): { target: Tensor; quality?: Tensor } {
  const goodness = score ?? quality;
  return {
    target: label === undefined ? target : label.toInt(),
    ...(goodness !== undefined && { quality: goodness }),
  };
}

const embeddingLoss =
  (type: string): OpHandler =>
  (golden) => {
    const { avg_factor: _, ...options } = golden.args;
    const compute = lossOf({ type, ...options });
    const named = { ...golden, outputs: ['loss'], diff: gradientsOf(golden) };
    return checkTensorOp(named, {
      forward: ({ query, key, negatives, pred, target }) => ({
        loss: compute(query ?? pred, key ?? target ?? query, { negatives }),
      }),
    });
  };

/** These cases do not list what they take gradients of. */
function gradientsOf({ expected }: OpCase): string[] {
  return [...expected.keys()]
    .filter((name) => name.startsWith('grad.'))
    .map((name) => name.slice('grad.'.length));
}

/** The reference gives one loss as a scalar or as a list of one. */
function shapedAs(output: Tensor, { expected }: OpCase, name: string): Tensor {
  const shape = expected.get(name)?.shape;
  return output.size === 1 && shape !== undefined ? output.reshape([...shape]) : output;
}

export const lossOps: Record<string, OpHandler> = {
  loss,
  selfsup_contrastive_loss: embeddingLoss('ContrastiveLoss'),
  selfsup_neg_cos_loss: embeddingLoss('NegativeCosineSimilarityLoss'),
};
