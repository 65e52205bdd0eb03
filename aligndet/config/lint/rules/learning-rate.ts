/**
 * @module Checks the learning rate against the batch size by the linear scaling rule
 * (https://arxiv.org/abs/1706.02677, section 2.1).
 */
import { layersOf } from '../../layer.js';
import { valueAt } from '../../value.js';
import type { LintContext, Rule } from '../finding.js';

/** mmdetection trains with SGD at 0.01 to 0.02 for a batch of 16 images. */
const SGD_RATE_PER_IMAGE = 0.02 / 16;
/** A rate off by more than this factor is reported. */
const FACTOR = 4;

export const learningRate: Rule = {
  code: 'lr-batch',
  severity: 'warning',
  summary: 'A learning rate that does not fit the batch size.',
  *check(context) {
    if (context.loaded === undefined || valueAt(context.loaded.config, 'auto_scale_lr.enable') === true)
      return;
    yield* changedBatch(context);
    yield* strangeRate(context);
  },
};

/** A layer changes `samples_per_gpu`, and neither it nor a later layer changes the learning rate. */
function* changedBatch({ loaded }: LintContext) {
  const { own, bases } = loaded!.layer;
  const after = valueAt(own, 'data.samples_per_gpu');
  const inherited = bases.flatMap(layersOf).map(({ merged }) => merged);
  const before = inherited.map((merged) => valueAt(merged, 'data.samples_per_gpu')).findLast(isNumber);
  const rate = inherited.map((merged) => valueAt(merged, 'optimizer.lr')).findLast(isNumber);
  if (!isNumber(after) || !isNumber(before) || !isNumber(rate) || after === before) return;
  if (valueAt(own, 'optimizer.lr') !== undefined || valueAt(own, 'optimizer._delete_') === true) return;
  const expected = Number(((rate * after) / before).toPrecision(6));
  yield {
    at: 'data.samples_per_gpu',
    message:
      `data.samples_per_gpu goes from ${before} to ${after}, but optimizer.lr stays at ${rate}. ` +
      `By the linear scaling rule it should be ${expected} on the same number of GPUs.`,
  };
}

/** A learning rate far from that for the batch size, with the number of GPUs in the header. */
function* strangeRate({ loaded, text, isPart }: LintContext) {
  const gpus = Number(/dist_train\.sh\s+\S+\s+(\d+)/.exec(text)?.[1]);
  const { config } = loaded!;
  const [images, rate] = ['data.samples_per_gpu', 'optimizer.lr'].map((path) => valueAt(config, path));
  const isSgd = valueAt(config, 'optimizer.type') === 'SGD';
  if (isPart || !isSgd || !isNumber(images) || !isNumber(rate) || !(gpus > 0)) return;
  const usual = SGD_RATE_PER_IMAGE * images * gpus;
  if (rate <= usual * FACTOR && rate >= usual / FACTOR / 2) return;
  yield {
    at: 'optimizer.lr',
    message:
      `optimizer.lr is ${rate} for ${images * gpus} images (${gpus} GPUs with ${images} each). ` +
      `By the linear scaling rule, from 0.02 for 16 images, it should be about ${Number(usual.toPrecision(3))}.`,
  };
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
