/** @module A model and its test pipeline: images in, detections out. */
import { UsageError } from '../../core/index.js';
import { detectIn, type TrainableModel } from '../../runner/index.js';
import type { Batch, TrainingBatch } from '../../structures/index.js';
import type { DetectOptions, ImageDetections, ImageInput } from '../options.js';
import { checkDetectOptions, plainDetections } from './plain-detections.js';
import type { TestPipeline } from './test-pipeline.js';

export class LoadedDetector {
  #isDisposed = false;

  /** @param model in evaluation mode; it is disposed with this object. */
  constructor(
    private readonly model: TrainableModel,
    private readonly pipeline: TestPipeline,
    readonly classes: readonly string[],
  ) {}

  async *stream(
    images: AsyncIterable<ImageInput> | Iterable<ImageInput>,
    options: DetectOptions,
  ): AsyncGenerator<ImageDetections, void, undefined> {
    checkDetectOptions(options);
    this.#checkAlive();
    const source = iteratorOf(images);
    const pull = () => {
      const batch = this.#next(source);
      batch.catch(() => undefined); // avoids an unhandled rejection if nobody awaits it any more
      return batch;
    };
    let hasEnded = false;
    try {
      let next = pull();
      for (;;) {
        const batch = await next;
        if (batch === undefined) {
          hasEnded = true;
          return;
        }
        next = pull();
        yield this.#detect(batch, options);
      }
    } finally {
      // Not awaited: a source that waits for its next image may never return.
      if (!hasEnded) Promise.resolve(source.return?.()).catch(() => undefined);
    }
  }

  dispose(): void {
    if (!this.#isDisposed) this.model.dispose();
    this.#isDisposed = true;
  }

  async #next(source: AsyncIterator<ImageInput> | Iterator<ImageInput>): Promise<TrainingBatch | undefined> {
    const { done, value } = await source.next();
    return done ? undefined : this.pipeline(value);
  }

  #detect(batch: TrainingBatch, options: DetectOptions): ImageDetections {
    this.#checkAlive();
    const [detections] = detectIn(this.model, batch);
    const view = (Array.isArray(batch) ? batch[0] : batch) as Batch;
    const [height, width] = view.img_metas[0].ori_shape;
    return plainDetections(detections, { width, height }, this.classes, options);
  }

  #checkAlive(): void {
    if (this.#isDisposed)
      throw new UsageError('This detector was disposed and has no weights. Load another one.');
  }
}

function iteratorOf(
  images: AsyncIterable<ImageInput> | Iterable<ImageInput>,
): AsyncIterator<ImageInput> | Iterator<ImageInput> {
  if (typeof images === 'object' && images !== null) {
    if (Symbol.asyncIterator in images) return images[Symbol.asyncIterator]();
    if (Symbol.iterator in images && !(images instanceof Uint8Array)) return images[Symbol.iterator]();
  }
  throw new UsageError('images: expected a list, an iterable or an async iterable of images.');
}
