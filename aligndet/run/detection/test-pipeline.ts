/** @module The test pipeline of a config, for images that are not in a dataset. */
import { type Builder, type ComponentConfig, ConfigError, Random } from '../../core/index.js';
import {
  type ColorType,
  collate,
  compose,
  type PipelineSample,
  type Pixels,
  publishedShape,
  type Transform,
} from '../../datasets/index.js';
import type { TrainingBatch } from '../../structures/index.js';
import type { ImageInput } from '../options.js';
import { pathOf, readGiven } from './image-input.js';

/** Creates a batch of one image, or of several views of it. */
export type TestPipeline = (image: ImageInput) => Promise<TrainingBatch>;

interface LoadOptions {
  readonly to_float32: boolean;
  readonly color_type: ColorType;
  readonly channel_order: 'bgr' | 'rgb';
}

/** Pixels of a sample's image, until its loading step takes them. */
const given = new WeakMap<object, { readonly name: string; readonly pixels: Pixels }>();

/**
 * Its `LoadImageFromFile` accepts images of all types, as in mmdetection's `inference_detector`; everything else is as
 * configured.
 *
 * @param dataset config of `data.test`.
 * @throws {ConfigError} if it has no pipeline.
 */
export function testPipeline(dataset: unknown, builder: Builder): TestPipeline {
  const found = pipelineIn(dataset, 'data.test');
  if (found === undefined) {
    throw new ConfigError('data.test.pipeline: missing, but required to preprocess images.');
  }
  const { path, steps } = found;
  const at = steps.findIndex(({ type }) => type === 'LoadImageFromFile');
  const transforms = steps.map((step, i) =>
    i === at ? takeGiven : builder.build('transform', step, `${path}.${i}`),
  );
  const pipeline = compose(transforms);
  const load =
    at < 0 ? undefined : (builder.parse('transform', steps[at], `${path}.${at}`) as unknown as LoadOptions);
  return async (image) => {
    const sample = await sampleOf(image, load, `${path}.0`);
    const result = await pipeline(sample, Random.derive(0));
    if (result === null) {
      throw new ConfigError(
        `${path}: the pipeline filtered out ${sample.img_info?.filename}. Check its filters.`,
      );
    }
    return collate([result]);
  };
}

/** Input of the pipeline. */
async function sampleOf(
  image: ImageInput,
  load: LoadOptions | undefined,
  path: string,
): Promise<PipelineSample> {
  const start = (filename: string): PipelineSample => ({
    img_info: { id: 0, filename, width: 0, height: 0, isMeasured: true },
    img_prefix: null,
    seg_prefix: null,
    proposal_file: null,
    bbox_fields: [],
    mask_fields: [],
    seg_fields: [],
  });
  if (load === undefined) {
    const file = pathOf(image);
    if (file !== undefined) return start(file); // the pipeline reads files by a custom transform
    throw new ConfigError(
      `${path}: this pipeline has no LoadImageFromFile, so it accepts only paths of files. Give a path.`,
    );
  }
  const mode = { colorType: load.color_type, order: load.channel_order };
  const { name, pixels } = await readGiven(image, mode);
  const sample = start(name);
  const data = load.to_float32 ? Float32Array.from(pixels.data) : pixels.data;
  given.set(sample.img_info as object, { name, pixels: { ...pixels, data } });
  return sample;
}

/** Replaces `LoadImageFromFile`. */
const takeGiven: Transform = (sample) => {
  const image = given.get(sample.img_info as object);
  if (image === undefined)
    throw new ConfigError(
      'data.test.pipeline: a transform before LoadImageFromFile dropped the image. Remove it or move it behind.',
    );
  const { name, pixels: img } = image;
  const shape = publishedShape(img);
  return {
    ...sample,
    filename: name,
    ori_filename: name,
    img,
    img_shape: shape,
    ori_shape: shape,
    img_fields: ['img'],
  };
};

/** Of a dataset, or of the first dataset inside a wrapper. */
function pipelineIn(
  dataset: unknown,
  path: string,
): { readonly path: string; readonly steps: ComponentConfig[] } | undefined {
  if (typeof dataset !== 'object' || dataset === null) return undefined;
  if (Array.isArray(dataset)) return pipelineIn(dataset[0], `${path}.0`);
  const { pipeline, dataset: inner, datasets } = dataset as Record<string, unknown>;
  if (Array.isArray(pipeline)) return { path: `${path}.pipeline`, steps: pipeline as ComponentConfig[] };
  return pipelineIn(inner, `${path}.dataset`) ?? pipelineIn(datasets, `${path}.datasets`);
}
