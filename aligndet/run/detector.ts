/** @module A trained detector for programs. The implementation is loaded with the first detector. */
import type { LoadedDetector } from './detection/loaded-detector.js';
import type {
  ConfigSource,
  DetectOptions,
  ImageDetections,
  ImageInput,
  LoadDetectorOptions,
} from './options.js';

/**
 * A detector with its weights, test pipeline and class names.
 *
 * @example
 * ```ts
 * import { Detector } from 'aligndet';
 *
 * const detector = await Detector.load('config.ts', 'checkpoint.pth');
 * const { boxes, scores, classNames } = await detector.detect('photo.jpg', { scoreThreshold: 0.3 });
 * for (const [i, [x1, y1, x2, y2]] of boxes.entries()) {
 *   console.log(classNames[i], scores[i], `from (${x1}, ${y1}) to (${x2}, ${y2}) in pixels`);
 * }
 * detector.dispose();
 * ```
 */
export class Detector {
  readonly #loaded: LoadedDetector;

  private constructor(loaded: LoadedDetector) {
    this.#loaded = loaded;
  }

  /**
   * Builds the detector of a config and loads its weights.
   *
   * @param config path of a config file, or an object as returned by `defineConfig`. Images are preprocessed by its
   * `data.test.pipeline`.
   * @param checkpoint weights: a path, a URL, or a name such as `hf://owner/repository/file`. By default weights are
   * initialized as for training, without pre-trained ones: for tests only.
   * @throws {ConfigError} with every error in the config.
   * @throws {CheckpointError} if the weights cannot be loaded, or leave layers of the detector random.
   * @example
   * ```ts
   * import { Detector } from 'aligndet';
   *
   * const detector = await Detector.load('config.ts', 'checkpoint.pth', {
   *   overrides: { 'model.test_cfg.rcnn.max_per_img': 20 },
   *   onEvent: ({ level, message }) => level === 'warning' && console.warn(message),
   * });
   * console.log(detector.classes.length); // -> 10
   * detector.dispose();
   * ```
   */
  static async load(
    config: ConfigSource,
    checkpoint?: string | null,
    options: LoadDetectorOptions = {},
  ): Promise<Detector> {
    const { loadDetector } = await import('./detection/load-detector.js');
    return new Detector(await loadDetector(config, checkpoint ?? undefined, options));
  }

  /** Class names by label: those of the checkpoint, else of the config's dataset. */
  get classes(): readonly string[] {
    return this.#loaded.classes;
  }

  /**
   * Detects objects in one image, or in several, in order.
   *
   * @throws {DataError} that names an image that cannot be read.
   * @throws {UsageError} for an option out of range, and after {@link dispose}.
   * @example
   * ```ts
   * import { readFile } from 'node:fs/promises';
   * import { Detector } from 'aligndet';
   *
   * const detector = await Detector.load('config.ts', 'checkpoint.pth');
   * const pixels = { data: new Uint8Array(160 * 160 * 3), width: 160, height: 160, channels: 3 } as const;
   * const images = ['photo.jpg', new URL(`file://${process.cwd()}/photo.jpg`), await readFile('photo.jpg'), pixels];
   * const found = await detector.detect(images, { scoreThreshold: 0.3, maxDetections: 100 });
   * console.log(found.length, found[3].width); // -> 4 160
   * detector.dispose();
   * ```
   */
  detect(image: ImageInput, options?: DetectOptions): Promise<ImageDetections>;
  detect(images: readonly ImageInput[], options?: DetectOptions): Promise<ImageDetections[]>;
  async detect(
    images: ImageInput | readonly ImageInput[],
    options: DetectOptions = {},
  ): Promise<ImageDetections | ImageDetections[]> {
    if (!Array.isArray(images)) {
      for await (const found of this.stream([images as ImageInput], options)) return found;
    }
    const all: ImageDetections[] = [];
    for await (const found of this.stream(images as readonly ImageInput[], options)) all.push(found);
    return all;
  }

  /**
   * Detects objects in each image of a source, such as the frames of a video, in order. The next image is read during
   * detection, but no further ones: memory does not grow with their number, and a fast source is paused.
   *
   * @example
   * ```ts
   * import { opendir } from 'node:fs/promises';
   * import { Detector } from 'aligndet';
   *
   * async function* photos() {
   *   for await (const { name } of await opendir('photos')) yield `photos/${name}`;
   * }
   *
   * const detector = await Detector.load('config.ts', 'checkpoint.pth');
   * for await (const { width, height } of detector.stream(photos())) console.log(width, height); // -> 160 160
   * detector.dispose();
   * ```
   */
  stream(
    images: AsyncIterable<ImageInput> | Iterable<ImageInput>,
    options: DetectOptions = {},
  ): AsyncGenerator<ImageDetections, void, undefined> {
    return this.#loaded.stream(images, options);
  }

  /** Frees the memory of the weights. Further calls have no effect. */
  dispose(): void {
    this.#loaded.dispose();
  }
}
