/** @module Reads all images, boxes and masks of fine-tuning before the steps that take minutes. */

import { loadConfig, type Overrides } from '../../config/index.js';
import { type Logger, type Progress, Random } from '../../core/index.js';
import type { DetectionDataset } from '../../datasets/index.js';
import { builderFor } from '../../extensions/index.js';
import { requireBoxes, reviewData } from '../../run/index.js';
import type { QuickstartData } from './data.js';

/** Samples loaded concurrently. */
const AT_ONCE = 4;

/** @throws {DataError} that names the file, image or annotation that training or evaluation would fail on. */
export async function checkData(
  config: string,
  overrides: Overrides,
  data: QuickstartData,
  { logger, progress, signal }: { logger: Logger; progress: Progress; signal: AbortSignal },
): Promise<void> {
  const loaded = await loadConfig(config, { overrides });
  const { config: resolved } = loaded;
  const builder = await builderFor(loaded, (warning) => logger.warn(warning));
  const { train } = resolved.data as { train: Record<string, unknown> & { type: string } };
  const val = {
    ...train,
    ann_file: data.valAnnotations,
    img_prefix: data.valImages,
    filter_empty_gt: false, // evaluation keeps images without objects
  };
  for (const [path, part] of [
    ['train', train],
    ['val', val],
  ] as const) {
    const dataset: DetectionDataset = builder.build('dataset', part, `data.${path}`);
    await reviewData(dataset, path, { logger, progress });
    requireBoxes(dataset, path);
    const task = progress.start(`Checking ${path}`, dataset.length, 'images');
    const order = Array.from({ length: dataset.length }, (_, i) => i).values();
    let done = 0;
    const drain = async () => {
      for (const i of order) {
        signal.throwIfAborted();
        await dataset.get(i, Random.derive(0, i));
        task.update(++done);
      }
    };
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, drain));
    } finally {
      task.finish();
    }
  }
}
