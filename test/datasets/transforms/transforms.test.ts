import { Builder, DataError, Random } from '../../../aligndet/core/index.js';
import {
  datasetRegistry,
  type PipelineSample,
  type Pixels,
  type TransformConfig,
  transformRegistry,
  transforms,
} from '../../../aligndet/datasets/index.js';
import { type BitmapMasks, bitmapMasks } from '../../../aligndet/structures/index.js';

const builder = new Builder([datasetRegistry, transformRegistry]);

async function run(config: TransformConfig, sample: PipelineSample, seed = 0) {
  return (await builder.build('transform', config)(sample, new Random(seed))) as PipelineSample;
}

/** `[height, width, 3]` of different bytes, with `count` boxes of 4x4 along the diagonal. */
function sampleOf(height: number, width: number, count = 1): PipelineSample {
  const data = Uint8Array.from({ length: height * width * 3 }, (_, i) => (i * 37) & 255);
  const img: Pixels = { data, height, width, channels: 3, axes: 'HWC' };
  const boxes = Array.from({ length: count }, (_, i) => [i, i, i + 4, i + 4]);
  const masks = new Uint8Array(count * height * width);
  boxes.forEach(([x1, y1, x2, y2], i) => {
    for (let y = y1; y < y2; y++) masks.fill(1, (i * height + y) * width + x1, (i * height + y) * width + x2);
  });
  return {
    img,
    img_fields: ['img'],
    img_shape: [height, width, 3],
    bbox_fields: ['gt_bboxes'],
    mask_fields: ['gt_masks'],
    seg_fields: [],
    gt_bboxes: Float32Array.from(boxes.flat()),
    gt_labels: Int32Array.from(boxes.keys()),
    gt_masks: { ...bitmapMasks(masks, height, width), count },
    filename: 'a.png',
  };
}

describe.each([0, 1, 3])('with %i instances', (count) => {
  const sample = sampleOf(20, 30, count);
  const configs: TransformConfig[] = [
    { type: 'Resize', img_scale: [45, 30] },
    { type: 'Resize', img_scale: [15, 10], keep_ratio: false },
    { type: 'RandomFlip', flip_ratio: 1, direction: 'diagonal' },
    { type: 'Pad', size_divisor: 32 },
    { type: 'RandomCrop', crop_size: [10, 10], allow_negative_crop: true, recompute_bbox: true },
    { type: 'Normalize', mean: [1, 2, 3], std: [1, 2, 3] },
    { type: 'RandTranslate', x: [-0.2, 0.2], min_size: 1 },
    { type: 'RandRotate', angle: [-30, 30] },
    { type: 'RandShear', x: [-20, 20] },
    { type: 'RandErase', n_iterations: 2, size: 0.2 },
    { type: 'RandSharpness' },
  ];

  it.each(configs)('$type leaves its input alone and keeps instances in step', async (config) => {
    const before = structuredClone(sample);
    const after = await run(config, sample);
    expect(sample).toEqual(before);
    const { gt_bboxes: boxes, gt_labels: labels, gt_masks: masks, img } = after;
    expect(boxes).toHaveLength(4 * labels!.length);
    expect(masks).toMatchObject({ count: labels!.length, height: img!.height, width: img!.width });
    expect(img!.data).toHaveLength(img!.height * img!.width * 3);
  });
});

describe('single transforms', () => {
  it('flipping twice gives the sample back', async () => {
    const sample = sampleOf(6, 9, 2);
    const once = await run({ type: 'RandomFlip', flip_ratio: 1 }, sample);
    const { flip: _, flip_direction: __, ...rest } = once;
    const twice = await run({ type: 'RandomFlip', flip_ratio: 1 }, rest);
    expect(twice.img!.data).toEqual(sample.img!.data);
    expect(twice.gt_bboxes).toEqual(sample.gt_bboxes);
    expect((twice.gt_masks as BitmapMasks).data).toEqual((sample.gt_masks as BitmapMasks).data);
  });

  it('resizing to the same size changes nothing', async () => {
    const sample = sampleOf(20, 30);
    const resized = await run({ type: 'Resize', img_scale: [30, 20] }, sample);
    expect(resized.img!.data).toEqual(sample.img!.data);
    expect(resized.scale_factor).toEqual([1, 1, 1, 1]);
  });

  it.each([
    [1, 1],
    [1, 7],
    [7, 1],
  ])('resizes images of %i x %i pixels', async (height, width) => {
    const sample = { ...sampleOf(height, width, 0), mask_fields: [] };
    const { img } = await run({ type: 'Resize', img_scale: [12, 9], keep_ratio: false }, sample);
    expect(img!.data).toHaveLength(9 * 12 * 3);
    if (height === 1 && width === 1) expect(new Set(img!.data.subarray(0, 1))).toEqual(new Set([0]));
  });

  it('an image of one value keeps it through resize, flip, pad and crop', async () => {
    const flat = sampleOf(10, 10);
    const img: Pixels = { ...flat.img!, data: new Uint8Array(300).fill(77) };
    const resized = await run({ type: 'Resize', img_scale: [33, 33] }, { ...flat, img });
    const flipped = await run({ type: 'RandomFlip', flip_ratio: 1, direction: 'vertical' }, resized);
    const cropped = await run({ type: 'RandomCrop', crop_size: [20, 9], allow_negative_crop: true }, flipped);
    const padded = await run({ type: 'Pad', size: [20, 9] }, cropped);
    expect(new Set(padded.img!.data)).toEqual(new Set([77]));
  });

  it('says which key is missing, and for which file', async () => {
    const { gt_labels: _, ...sample } = sampleOf(8, 8);
    const config: TransformConfig = { type: 'SelectTopKProposals', topk: 1 };
    await expect(run(config, sample)).rejects.toThrow(DataError);
    await expect(run(config, sample)).rejects.toThrow(/SelectTopKProposals needs "gt_labels" of a\.png/);
  });

  it.each<TransformConfig>([{ type: 'Mosaic', img_scale: [8, 8] }, { type: 'MixUp' }])(
    '%j refuses masks, which it would leave behind',
    async (config) => {
      const sample = sampleOf(8, 8);
      const mixed = { ...sample, mix_results: Array(config.type === 'Mosaic' ? 3 : 1).fill(sample) };
      await expect(run(config, mixed)).rejects.toThrow(
        /supports only boxes, but the sample has gt_masks too/,
      );
    },
  );

  it.each<[TransformConfig, RegExp]>([
    [{ type: 'Mosaic' }, /Mosaic needs "mix_results" of a\.png/],
    [{ type: 'MixUp' }, /MixUp needs "mix_results" of a\.png/],
    [
      { type: 'PhotoMetricDistortion' },
      /PhotoMetricDistortion supports only "img", .* the images img, depth/,
    ],
    [{ type: 'MinIoURandomCrop' }, /MinIoURandomCrop supports only "img", .* the images img, depth/],
  ])('%j says what it misses', async (config, message) => {
    await expect(run(config, { ...sampleOf(8, 8), img_fields: ['img', 'depth'] })).rejects.toThrow(message);
  });

  it('MinIoURandomCrop cuts masks and label maps like the image', async () => {
    const sample = sampleOf(20, 30, 1);
    const segs = { ...sample.img!, data: sample.img!.data, axes: 'HWC' as const };
    const config: TransformConfig = { type: 'MinIoURandomCrop', min_ious: [0] };
    const results = await Promise.all(
      [0, 1, 2, 3, 4, 5].map((seed) => run(config, { ...sample, seg_fields: ['seg'], seg: segs }, seed)),
    );
    const cropped = results.filter(({ img }) => img!.width < 30);
    expect(cropped.length).toBeGreaterThan(0);
    for (const { img, seg, gt_masks: masks, gt_bboxes: boxes } of cropped) {
      expect((seg as Pixels).data).toEqual(img!.data);
      expect(masks).toMatchObject({ count: boxes!.length / 4, height: img!.height, width: img!.width });
    }
  });

  it('MixUp draws until an image has boxes', async () => {
    const { mixedIndices } = builder.build('transform', { type: 'MixUp' });
    const asked: number[] = [];
    const source = {
      length: 1000,
      annotationsOf: (index: number) => {
        asked.push(index);
        const bboxes = new Float32Array(asked.length < 4 ? 0 : 4);
        return { bboxes, labels: new Int32Array(0), bboxes_ignore: new Float32Array(0) };
      },
    };
    expect(mixedIndices!(source, new Random(3))).toEqual([asked[3]]);
    expect(asked).toHaveLength(4);
  });

  it('Collect says what the sample lacks', async () => {
    await expect(run({ type: 'Collect', keys: ['img'] }, sampleOf(8, 8))).rejects.toThrow(
      /Collect: the sample of a\.png has no "ori_filename"/,
    );
  });
});

describe('options', () => {
  it.each([
    [{ type: 'Pad' }, /exactly one of size, size_divisor and pad_to_square/],
    [
      { type: 'RandomCrop', crop_size: [0.5, 0.5] },
      /crop_size: expected integers above 0 for crop_type absolute, but got \[0\.5, 0\.5\]/,
    ],
    [{ type: 'Resize', img_scale: [10, 10], backend: 'pillow' }, /backend: only "cv2" is supported/],
    [{ type: 'Resize', scale: [10, 10] }, /unknown key/],
    [{ type: 'LoadImageFromFile', file_client_args: { backend: 'petrel' } }, /only "disk" is supported/],
    [
      { type: 'OneOf', transforms: [{ type: 'Pad', size_divisor: 1 }] },
      /Pad cannot be a member of Sequential/,
    ],
    [{ type: 'MultiScaleFlipAug', transforms: [] }, /exactly one of img_scale and scale_factor/],
    [{ type: 'CutOut', n_holes: 1 }, /exactly one of cutout_shape and cutout_ratio/],
    [
      { type: 'CutOut', n_holes: [3, 1], cutout_shape: [2, 2] },
      /n_holes: expected a range \[min, max\] with min <= max/,
    ],
    [{ type: 'Resizes' }, /no transform is called "Resizes"\. Did you mean "Resize"/],
  ])('refuses %j', (config, message) => {
    expect(() => builder.build('transform', config)).toThrow(message);
  });

  it.each(transforms.map(({ type, schema }) => [type, schema] as const))(
    '%s explains itself',
    (_type, schema) => {
      expect(() => builder.registry('transform').get(_type)).not.toThrow();
      expect(schema).toBeDefined();
    },
  );
});
