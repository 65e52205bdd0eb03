/** @module The linear scaling rule of mmdetection's `auto_scale_lr`: Goyal et al., https://arxiv.org/abs/1706.02677. */

/** The rate for `samplesPerGpu * numGpus` images per step, if `lr` is meant for `baseBatchSize`. */
export function scaledRate(
  lr: number,
  baseBatchSize: number,
  samplesPerGpu: number,
  numGpus: number,
): number {
  const batchSize = samplesPerGpu * numGpus;
  return batchSize === baseBatchSize ? lr : (batchSize / baseBatchSize) * lr;
}
