/**
 * The components of `examples/custom-components`: their values are those of mmdetection 2.25.2, which the fixture holds
 * (`GHMC`, `PAFPN`, `SimOTAAssigner` on inputs that formulas give), and detectors made of them train, resume and evaluate.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { builtinBuilder } from '../../aligndet/builtins.js';
import { loadConfig } from '../../aligndet/config/index.js';
import { ensureEngine, grad, type Tensor, type Tensor4D, tensor } from '../../aligndet/engine/index.js';
import { builderFor } from '../../aligndet/extensions/index.js';
import type { Module } from '../../aligndet/nn/index.js';
import { Random, type RandomSource } from '../../aligndet/public/components.js';
import { evaluate, train } from '../../aligndet/run/index.js';
import { readCheckpoint } from '../../aligndet/runner/index.js';
import { ghmc } from '../../examples/custom-components/ghm-loss.js';
import { pathAggregationFpn } from '../../examples/custom-components/path-aggregation-fpn.js';
import { randomGamma } from '../../examples/custom-components/random-gamma.js';
import { simOtaAssigner } from '../../examples/custom-components/sim-ota-assigner.js';
import { temporaryFolder } from '../support/coco.js';

const goldens = JSON.parse(
  readFileSync(new URL('../fixtures/examples/custom-components.json', import.meta.url), 'utf8'),
);
const folder = join(import.meta.dirname, '../../examples/custom-components');

/** sin(i * a + b), as float32. */
const formula = (length: number, a: number, b = 0): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin(i * a + b));

function expectClose(values: ArrayLike<number>, expected: readonly number[], tolerance = 1e-5): void {
  expect(values.length).toBe(expected.length);
  const errors = expected.map((value, i) => Math.abs(values[i] - value) / Math.max(1, Math.abs(value)));
  expect(Math.max(0, ...errors)).toBeLessThan(tolerance);
}

/** `[B, C, H, W]` as `[B, H, W, C]`. */
const channelsLast = (values: Float32Array, shape: number[]): Tensor4D =>
  tensor(values, shape as [number, number, number, number]).transpose([0, 2, 3, 1]);

beforeAll(() => ensureEngine());

describe('GHMC', () => {
  const builder = builtinBuilder();
  const labels = tensor([0, 3, 2, 1, 3, 3], [6], 'int32');
  const weight = tensor([1, 1, 1, 1, 1, 0]);
  const options = ghmc.schema.parse({ bins: 5, momentum: 0.75, loss_weight: 2 });

  it('gives the losses, gradients and moving averages of mmdetection', () => {
    const loss = ghmc.build?.(options, builder) as NonNullable<ReturnType<NonNullable<typeof ghmc.build>>>;
    for (const [step, golden] of goldens.ghmc.steps.entries()) {
      const input = tensor(
        formula(18, 1.7, step).map((value) => value * 3),
        [6, 3],
      );
      let value = 0;
      const gradient = grad((prediction: Tensor) => {
        const result = loss(prediction, labels, { weight });
        value = result.dataSync()[0];
        return result;
      })(input);
      expectClose([value], [golden.loss]);
      expectClose(gradient.dataSync(), golden.grad);
      const state = new Map((loss.module as Module).namedState());
      expectClose(state.get('acc_sum')?.read() as Float32Array, golden.acc);
    }
  });

  it('counts each batch by itself without momentum', () => {
    const loss = ghmc.build?.(ghmc.schema.parse({}), builder);
    const input = tensor(
      formula(18, 1.7).map((value) => value * 3),
      [6, 3],
    );
    expectClose(loss?.(input, labels, { weight }).dataSync() as Float32Array, [goldens.ghmc0.loss]);
    const gradient = grad((prediction: Tensor) => loss?.(prediction, labels, { weight }) as Tensor)(input);
    expectClose(gradient.dataSync(), goldens.ghmc0.grad);
  });

  it('is 0 without examples', () => {
    const loss = ghmc.build?.(options, builder);
    const none = tensor([], [0, 3]);
    expect(loss?.(none, tensor([], [0], 'int32'), { weight: tensor([], [0]) }).dataSync()[0]).toBe(0);
  });
});

describe('PathAggregationFPN', () => {
  it('gives the maps of mmdetection for the same weights', () => {
    const options = { in_channels: [2, 3, 4], out_channels: 3, num_outs: 4 };
    const neck = pathAggregationFpn.build?.(pathAggregationFpn.schema.parse(options), builtinBuilder());
    const state = new Map(neck?.namedState());
    expect([...state].map(([name, { shape }]) => [name, [...shape]])).toEqual(goldens.pafpn.names);
    [...state.values()].forEach((parameter, i) => {
      parameter.assign(formula(parameter.size, 0.7, i).map((value) => value * 0.5));
    });
    const maps = [
      [2, 8],
      [3, 4],
      [4, 2],
    ].map(([channels, size]) =>
      channelsLast(formula(2 * channels * size * size, 0.3, channels), [2, channels, size, size]),
    );
    const outputs = neck?.forward(maps) as Tensor4D[];
    expect(outputs).toHaveLength(4);
    outputs.forEach((output, level) => {
      const published = output.transpose([0, 3, 1, 2]);
      expect(published.shape).toEqual(goldens.pafpn.outs[level].shape);
      expectClose(published.dataSync(), goldens.pafpn.outs[level].data);
    });
  });

  it('says how many maps go out at least', () => {
    const options = pathAggregationFpn.schema.parse({ in_channels: [2, 3], out_channels: 3, num_outs: 1 });
    expect(() => pathAggregationFpn.build?.(options, builtinBuilder())).toThrow(
      'num_outs: expected at least 2, one for each map, but got 1.',
    );
  });
});

describe('SimOTAAssigner', () => {
  const assigner = simOtaAssigner.build?.(simOtaAssigner.schema.parse({}), builtinBuilder());
  const centers = [...grid(4, 8), ...grid(2, 16)];
  const priors = Float32Array.from(
    centers.flatMap(([x, y, s]) => [x - s / 2, y - s / 2, x + s / 2, y + s / 2]),
  );
  const numPriors = centers.length;
  const offsets = formula(numPriors * 4, 1.1);
  const predictions = {
    scores: formula(numPriors * 3, 2.3).map(
      (value) => Math.fround(Math.abs(value) * Math.fround(0.9)) + 0.05,
    ),
    numClasses: 3,
    boxes: Float32Array.from(centers.flatMap(([x, y, s]) => [x - s, y - s, x + s, y + s])).map(
      (value, i) => value + offsets[i] * 5,
    ),
    strides: Float32Array.from(centers.flatMap(([, , s]) => [s, s])),
  };

  /** Centers of the cells of a square map, with their stride. */
  function grid(size: number, stride: number): [number, number, number][] {
    return Array.from({ length: size * size }, (_, i) => [
      ((i % size) + 0.5) * stride,
      (Math.floor(i / size) + 0.5) * stride,
      stride,
    ]);
  }

  it('assigns what mmdetection assigns', () => {
    const bboxes = Float32Array.from([2, 3, 20, 17, 10, 8, 31, 30, 25, 1, 30, 6]);
    const groundTruth = { bboxes, labels: Int32Array.from([1, 0, 2]) };
    const result = assigner?.assign(priors, groundTruth, predictions);
    expect([...(result?.gtInds ?? [])]).toEqual(goldens.simota.gt_inds);
    expect([...(result?.labels ?? [])]).toEqual(goldens.simota.labels);
    expectClose(result?.maxOverlaps as Float32Array, goldens.simota.max_overlaps);
  });

  it('makes everything background without ground truths', () => {
    const none = { bboxes: new Float32Array(0), labels: new Int32Array(0) };
    const result = assigner?.assign(priors, none, predictions);
    expect(new Set(result?.gtInds)).toEqual(new Set([0]));
    expect(new Set(result?.maxOverlaps)).toEqual(new Set([0]));
  });

  it('says that it needs predictions', () => {
    expect(() => assigner?.assign(priors, { bboxes: new Float32Array(0) })).toThrow(
      'SimOTAAssigner needs a head that hands its predictions to assigners',
    );
  });
});

describe('RandomGamma', () => {
  const image = {
    data: Uint8Array.from([0, 64, 255]),
    height: 1,
    width: 1,
    channels: 3,
    axes: 'HWC' as const,
  };
  const draws = (...values: number[]) => ({ uniform: () => values.shift() }) as unknown as RandomSource;

  it('changes levels by the exponent that it draws, and keeps black, white and the original', async () => {
    const transform = randomGamma.build?.(randomGamma.schema.parse({}), builtinBuilder());
    const sample = { img: image };
    const result = (await transform?.(sample, draws(0.1, 0.5))) as typeof sample;
    expect([...result.img.data]).toEqual([0, 128, 255]); // 255 * sqrt(64 / 255) = 127.7
    expect([...image.data]).toEqual([0, 64, 255]);
  });

  it('leaves a sample as it is with the probability that is left', async () => {
    const transform = randomGamma.build?.(randomGamma.schema.parse({ prob: 0 }), builtinBuilder());
    const sample = { img: image };
    expect(await transform?.(sample, new Random(1))).toBe(sample);
  });
});

describe('detectors of custom components', () => {
  const root = temporaryFolder();
  const overrides = {
    'data.train.data_root': root,
    'data.val.data_root': root,
    'data.test.data_root': root,
    'log_config.interval': 1,
    'custom_hooks.0.interval': 1,
    'runner.max_epochs': 2,
  };

  beforeAll(async () => {
    mkdirSync(join(root, 'images'));
    const lines: string[] = [];
    for (let i = 0; i < 4; i++) {
      const box = [10 + 5 * i, 12, 60 + 4 * i, 58];
      const level = (x: number, y: number) =>
        x >= box[0] && x < box[2] && y >= box[1] && y < box[3] ? 220 : 40;
      const pixels = Uint8Array.from({ length: 128 * 96 * 3 }, (_, at) =>
        level(Math.floor(at / 3) % 128, Math.floor(at / 384)),
      );
      await sharp(pixels, { raw: { width: 128, height: 96, channels: 3 } }).toFile(
        join(root, 'images', `${i}.png`),
      );
      lines.push(`${i}.png,${box.join(',')},${i % 2 === 0 ? 'disc' : 'box'}`);
    }
    writeFileSync(join(root, 'train.csv'), `${lines.join('\n')}\n`);
    writeFileSync(join(root, 'val.csv'), `${lines.slice(0, 2).join('\n')}\n`);
  });

  /** Losses that are finite, and the state of the GHM loss in the last checkpoint. */
  const stateOf = (file: string) => readCheckpoint(file).stateDict;

  it('train with a data worker, resume to the same state, and evaluate', async () => {
    const config = join(folder, 'retinanet.ts');
    const lines: string[] = [];
    const whole = await train(config, {
      workDir: join(root, 'whole'),
      overrides,
      seed: 3,
      onEvent: (event) => lines.push(JSON.stringify(event)),
    });
    expect(whole).toMatchObject({ isStopped: false, epochs: 2, iterations: 4 });
    expect(lines.join('\n')).toContain('Average loss after 4 iterations: ');
    const counts = stateOf(join(root, 'whole/epoch_2.pth')).get('bbox_head.loss_cls.acc_sum')?.data ?? [];
    expect(Math.max(...Array.from(counts, Number))).toBeGreaterThan(0);

    const resumed = await train(config, {
      workDir: join(root, 'resumed'),
      overrides,
      seed: 3,
      resumeFrom: join(root, 'whole/epoch_1.pth'),
      onEvent: (event) => lines.push(JSON.stringify(event)),
    });
    expect(resumed).toMatchObject({ isStopped: false });
    expect(stateOf(join(root, 'resumed/epoch_2.pth'))).toEqual(stateOf(join(root, 'whole/epoch_2.pth')));

    const { metrics } = await evaluate(config, join(root, 'whole/epoch_2.pth'), {
      overrides,
      metrics: ['mAP'],
    });
    expect(metrics).toHaveProperty('mAP');
    // the config beside the checkpoints stands for itself
    const kept = await loadConfig(join(root, 'whole/retinanet.json'));
    expect((await builderFor(kept, () => undefined)).files.size).toBe(5);
  });

  it('train with an assigner that reads predictions', async () => {
    const losses: number[] = [];
    await train(join(folder, 'retinanet_simota.ts'), {
      workDir: join(root, 'simota'),
      overrides: { ...overrides, 'data.workers_per_gpu': 0 },
      validate: false,
      onEvent: (event) => {
        if (event.type === 'iteration') losses.push(event.losses.loss);
      },
    });
    expect(losses).toHaveLength(4);
    expect(losses.every(Number.isFinite)).toBe(true);
  });

  it('name the line of a CSV file that is wrong', async () => {
    writeFileSync(join(root, 'bad.csv'), '0.png,1,2,30,40,disc\n1.png,1,2,30,40,dics\n');
    const loaded = await loadConfig(join(folder, 'retinanet.ts'), {
      overrides: new Map([...Object.entries(overrides), ['data.train.ann_file', 'bad.csv']]) as never,
    });
    const builder = await builderFor(loaded, () => undefined);
    expect(() => builder.build('dataset', (loaded.config.data as { train: object }).train)).toThrow(
      `${join(root, 'bad.csv')}:2: expected image,x1,y1,x2,y2,class with a class of disc, box, but got "1.png,1,2,30,40,dics".`,
    );
  });
});
