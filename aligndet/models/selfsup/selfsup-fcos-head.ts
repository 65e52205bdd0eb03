/** @module FCOS's head for pre-training: an embedding per point. Dims: B images, L levels, R points of all images. */
import { z } from 'zod';
import { ConfigError, DataError, defineComponent, type RandomSource } from '../../core/index.js';
import { gather, type Tensor2D, tensor1d, tidy } from '../../engine/index.js';
import { type Losses, takeRows } from '../../structures/index.js';
import { buildFcosHeadModules, FcosHead, fcosHeadOptions } from '../dense-heads/fcos-head.js';
import { fcosBoxLosses } from '../dense-heads/fcos-losses.js';
import { type PositivePoints, positivePoints } from '../dense-heads/fcos-targets.js';
import { rowsOf, sizesOf } from '../dense-heads/maps.js';
import { type DenseView, EmbeddingHead, projection } from './embedding-head.js';
import {
  type ContrastOptions,
  contrastOptions,
  type EmbeddedView,
  objectContrast,
} from './object-contrast.js';

/** Number of sampled points per view of a batch. */
interface PointSampling {
  readonly num: number;
  /** Max fraction of positive points. */
  readonly posFraction: number;
}

function viewLosses(
  head: FcosHead,
  contrast: ContrastOptions,
  sampling: PointSampling,
  online: DenseView,
  target: DenseView,
  random: RandomSource,
): Losses {
  const { numClasses } = head.modules;
  const points = [pointsOf(head, online), pointsOf(head, target)];
  const [own, other] = samplePoints(points, sampling, random);
  return tidy(() => {
    const rows = embedded(online, points[0], own, numClasses);
    const keys = embedded(target, points[1], other, numClasses);
    const { positives } = points[0];
    const chosen: PositivePoints = {
      rows: Int32Array.from(own.positives, (index) => positives.rows[index]),
      points: takeRows(positives.points, own.positives, 2),
      distances: takeRows(positives.distances, own.positives),
    };
    const loss_cls =
      own.positives.length === 0 ? rows.rows.mul(0).sum() : objectContrast(rows, keys, numClasses, contrast);
    return { loss_cls, ...fcosBoxLosses(online.outputs, chosen, head.modules) };
  }) as Losses;
}

/** All points of a view. */
interface ViewPoints {
  /** `[R]` instance ids. */
  readonly labels: Int32Array;
  readonly positives: PositivePoints;
  /** Rows of the background. */
  readonly negatives: Int32Array;
}

function pointsOf(head: FcosHead, { outputs, groundTruths }: DenseView): ViewPoints {
  const { generator, numClasses } = head.modules;
  const sizes = sizesOf(outputs.clsScores);
  const targets = head.targets(sizes, groundTruths);
  const labels = Int32Array.from(targets.flatMap((ofLevel) => [...ofLevel.labels]));
  return {
    labels,
    positives: positivePoints(generator.gridPriors(sizes), targets, numClasses),
    negatives: Int32Array.from(labels.keys()).filter((row) => labels[row] === numClasses),
  };
}

/** Indices among the positives and negatives of a view. */
interface SampledPoints {
  readonly positives: readonly number[];
  readonly negatives: readonly number[];
}

/** Positives of all views are drawn before any negatives, as published. */
function samplePoints(
  views: readonly ViewPoints[],
  { num, posFraction }: PointSampling,
  random: RandomSource,
): SampledPoints[] {
  const limit = Math.trunc(num * posFraction);
  const positives = views.map((view) => {
    const { length } = view.positives.rows;
    return draw(length, Math.min(length, limit), random);
  });
  return views.map((view, v) => ({
    positives: positives[v],
    negatives: draw(view.negatives.length, num - positives[v].length, random),
  }));
}

/** `count` of the integers below `length`. */
function draw(length: number, count: number, random: RandomSource): number[] {
  if (count > length) {
    throw new DataError(
      `${count} negative points are to be sampled, but the batch has only ${length}: ` +
        'lower train_cfg.sampler.num, or use larger images.',
    );
  }
  return count === 0 ? [] : random.torchPermutation(length).slice(0, count);
}

function embedded(
  { outputs }: DenseView,
  { labels, positives, negatives }: ViewPoints,
  sampled: SampledPoints,
  width: number,
): EmbeddedView {
  const rows = [
    ...sampled.positives.map((index) => positives.rows[index]),
    ...sampled.negatives.map((index) => negatives[index]),
  ];
  return {
    rows: gather(rowsOf(outputs.clsScores, width), tensor1d(rows, 'int32')) as Tensor2D,
    labels: Int32Array.from(rows, (row) => labels[row]),
    weights: new Float32Array(rows.length).fill(1),
  };
}

const samplerSchema = z.looseObject({ num: z.int().positive(), pos_fraction: z.number() });

export const selfSupFcosHead = defineComponent({
  type: 'SelfSupFCOSHead',
  schema: z.strictObject(fcosHeadOptions),
  build: (options, builder) => {
    const modules = buildFcosHeadModules(options, builder);
    const classifier = projection(modules.featChannels, modules.numClasses, 3);
    const head = new FcosHead({ ...modules, classifier });
    const contrast = contrastOptions(options.loss_cls);
    const sampler = samplerSchema.safeParse(options.train_cfg?.sampler);
    return new EmbeddingHead({
      head,
      losses: (online, target, random) => {
        if (!sampler.success) {
          throw new ConfigError(
            'SelfSupFCOSHead: train_cfg.sampler with num and pos_fraction is missing, but needed for training.',
          );
        }
        const sampling = { num: sampler.data.num, posFraction: sampler.data.pos_fraction };
        return viewLosses(head, contrast, sampling, online, target, random);
      },
    });
  },
});
