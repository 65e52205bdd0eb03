import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { Builder, Random } from '../../../aligndet/core/index.js';
import {
  datasetRegistry,
  type PipelineSample,
  type Pixels,
  type TransformConfig,
  transformRegistry,
} from '../../../aligndet/datasets/index.js';
import { fixtures } from '../../support/paths.js';

interface SampleSpec {
  readonly height: number;
  readonly width: number;
  readonly boxes: readonly (readonly number[])[];
  readonly k: number;
  readonly image: 'noise' | 'smooth';
}

/** What mmdetection gave: `test/fixtures/transforms/make.py`. */
interface Case {
  readonly config: TransformConfig;
  readonly seed: number;
  readonly sample: SampleSpec;
  readonly mixed: readonly SampleSpec[];
  readonly shape: readonly number[];
  readonly boxes: readonly (readonly number[])[];
  readonly labels: readonly number[];
  readonly ignored?: readonly (readonly number[])[];
  readonly crc32?: number;
  /** Every 97th element of a float image. */
  readonly values?: readonly number[];
}

const cases = JSON.parse(readFileSync(join(fixtures, 'transforms/mmdetection.json'), 'utf8')) as Case[];
const builder = new Builder([datasetRegistry, transformRegistry]);

function imageOf({ height, width, k, image }: SampleSpec): Pixels {
  const level =
    image === 'noise'
      ? (i: number) => (i * (37 + 2 * k) + k * 11) & 255
      : (i: number) => {
          const [y, x, c] = [Math.floor(i / (3 * width)), Math.floor(i / 3) % width, i % 3];
          return Math.floor(127 + 100 * Math.sin(0.13 * x + 0.07 * y + c + k));
        };
  const data = Uint8Array.from({ length: height * width * 3 }, (_, i) => level(i));
  return { data, height, width, channels: 3, axes: 'HWC' };
}

function sampleOf(spec: SampleSpec): PipelineSample {
  return {
    img: imageOf(spec),
    img_fields: ['img'],
    img_shape: [spec.height, spec.width, 3],
    bbox_fields: ['gt_bboxes', 'gt_bboxes_ignore'],
    gt_bboxes: Float32Array.from(spec.boxes.flat()),
    gt_bboxes_ignore: Float32Array.from([1, 1, 6, 6]),
    gt_labels: Int32Array.from(spec.boxes.keys()),
    filename: 'a.png',
  };
}

const expectClose = (values: ArrayLike<number>, expected: readonly number[], tolerance: number) => {
  expect(values.length).toBe(expected.length);
  expected.forEach((value, i) => {
    expect(Math.abs(values[i] - value)).toBeLessThanOrEqual(tolerance);
  });
};

it.each(cases.map((golden) => [golden.config.type, golden.seed, golden] as const))(
  '%s with seed %i is that of mmdetection',
  async (_type, seed, golden) => {
    const input = sampleOf(golden.sample);
    const before = structuredClone(input);
    if (golden.mixed.length > 0) input.mix_results = golden.mixed.map(sampleOf);
    const transform = builder.build('transform', golden.config);
    const result = (await transform(input, new Random(seed))) as PipelineSample;
    const image = result.img!;
    expect([image.height, image.width, image.channels]).toEqual(golden.shape);
    expectClose(result.gt_bboxes!, golden.boxes.flat(), 1e-4);
    expect([...result.gt_labels!]).toEqual(golden.labels);
    if (golden.ignored !== undefined) expectClose(result.gt_bboxes_ignore!, golden.ignored.flat(), 1e-4);
    if (golden.crc32 !== undefined) expect(crc32(image.data as Uint8Array)).toBe(golden.crc32);
    if (golden.values !== undefined) {
      const values = Array.from(image.data as Float32Array).filter((_, i) => i % 97 === 0);
      expectClose(values, golden.values, 2e-3); // of 255 gray levels
    }
    expect(input.img!.data).toEqual(before.img!.data); // samples share their arrays
    expect(input.gt_bboxes).toEqual(before.gt_bboxes);
  },
);
