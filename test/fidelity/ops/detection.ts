/** @module Golden ops on boxes: priors, overlaps, assignment, sampling, coding. */
import { builtinBuilder } from '../../../aligndet/builtins.js';
import { Random } from '../../../aligndet/core/index.js';
import {
  maximum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor,
  tidy,
  valueAndGrads,
} from '../../../aligndet/engine/index.js';
import type {
  AnchorGenerator,
  DistancePointCoder,
  PointGenerator,
  Size,
} from '../../../aligndet/models/index.js';
import {
  areaOf,
  columnsOf,
  concatRows,
  giou,
  intersection,
  iou,
  MIN_AREA,
  type OverlapMode,
  overlaps,
} from '../../../aligndet/structures/index.js';
import { compareExact, compareValues, mismatch } from '../compare.js';
import type { Finding } from '../handler.js';
import { floatInput, input, intInput } from './arrays.js';
import type { OpCase, OpHandler } from './op-handler.js';

type Outputs = Record<string, ArrayLike<number>>;

/** Compares each output; integers and flags have to be equal. */
export function compareOutputs(golden: OpCase, outputs: Outputs): Finding[] {
  return [...golden.expected].map(([name, { dtype, data }]) => {
    const actual = outputs[name];
    if (actual === undefined) return mismatch(name, 'was not computed');
    return dtype.startsWith('float')
      ? compareValues(name, actual, data, golden.tolerance)
      : compareExact(name, actual, data);
  });
}

/** `out` and the gradients of `sum(out * upstream)` for the inputs in `golden.diff`. */
function withGradients(
  golden: OpCase,
  names: readonly string[],
  forward: (...inputs: Tensor[]) => Tensor,
): Outputs {
  const outputs: Outputs = {};
  tidy(() => {
    const inputs = names.map((name) => {
      const { data, shape } = input(golden, name);
      return tensor(Float32Array.from(data), [...shape]);
    });
    outputs.out = forward(...inputs).dataSync();
    if (golden.diff.length === 0) return;
    const upstream = tensor(floatInput(golden, 'upstream'), [...input(golden, 'upstream').shape]);
    const { grads } = valueAndGrads((...given: Tensor[]) =>
      forward(...given)
        .mul(upstream)
        .sum(),
    )(inputs);
    names.forEach((name, i) => {
      if (golden.diff.includes(name)) outputs[`grad.${name}`] = grads[i].dataSync();
    });
  });
  return outputs;
}

const anchors: OpHandler = (golden) => {
  const generator = builtinBuilder().build('prior_generator', golden.args.generator) as AnchorGenerator;
  const sizes = golden.args.featmap_sizes as Size[];
  const outputs: Outputs = {};
  generator.baseAnchors.forEach((base, level) => {
    outputs[`base.${level}`] = base;
  });
  return compareOutputs(golden, { ...outputs, ...grid(generator, sizes, golden) });
};

const points: OpHandler = (golden) => {
  const generator = builtinBuilder().build('prior_generator', golden.args.generator) as PointGenerator;
  const sizes = golden.args.featmap_sizes as Size[];
  const outputs = grid(generator, sizes, golden);
  if (golden.args.with_stride === true) {
    generator.gridWithStrides(sizes).forEach((rows, level) => {
      outputs[`prior.${level}`] = rows;
    });
  }
  return compareOutputs(golden, outputs);
};

function grid(generator: AnchorGenerator | PointGenerator, sizes: Size[], golden: OpCase): Outputs {
  const outputs: Outputs = {};
  generator.gridPriors(sizes).forEach((priors, level) => {
    outputs[`prior.${level}`] = priors;
  });
  generator.validFlags(sizes, golden.args.pad_shape as number[]).forEach((flags, level) => {
    outputs[`valid.${level}`] = flags;
  });
  return outputs;
}

/** The losses need no IoF: it is put together of what they are made of. */
const alignedOverlaps: Record<OverlapMode, typeof iou> = {
  iou,
  giou,
  iof: (a, b) => intersection(a, b).div(maximum(areaOf(a), MIN_AREA)),
};

const boxOverlaps: OpHandler = (golden) => {
  const mode = golden.args.mode as OverlapMode;
  if (golden.args.is_aligned === true) {
    const forward = (a: Tensor, b: Tensor) =>
      alignedOverlaps[mode](columnsOf(a), columnsOf(b)).squeeze<Tensor1D>([1]);
    return compareOutputs(golden, withGradients(golden, ['bboxes1', 'bboxes2'], forward));
  }
  const [a, b] = [input(golden, 'bboxes1'), input(golden, 'bboxes2')];
  const batch = a.shape.length === 3 ? a.shape[0] : 1;
  const part = (name: string, index: number) => {
    const all = floatInput(golden, name);
    return all.subarray((index * all.length) / batch, ((index + 1) * all.length) / batch);
  };
  if (a.shape.at(-2) === 0 || b.shape.at(-2) === 0) return compareOutputs(golden, { out: [] });
  const parts = Array.from({ length: batch }, (_, i) =>
    overlaps(part('bboxes1', i), part('bboxes2', i), mode),
  );
  return compareOutputs(golden, { out: concatRows(parts) });
};

const maxIouAssign: OpHandler = (golden) => {
  const assigner = builtinBuilder().build('assigner', golden.args.assigner);
  const result = assigner.assign(floatInput(golden, 'bboxes'), {
    bboxes: floatInput(golden, 'gt_bboxes'),
    labels: golden.inputs.has('gt_labels') ? intInput(golden, 'gt_labels') : undefined,
    ignored: golden.inputs.has('gt_bboxes_ignore') ? floatInput(golden, 'gt_bboxes_ignore') : undefined,
  });
  const { gtInds: gt_inds, maxOverlaps: max_overlaps, labels = [] } = result;
  return compareOutputs(golden, { gt_inds, max_overlaps, labels });
};

const sample: OpHandler = (golden) => {
  const sampler = builtinBuilder().build('sampler', golden.args.sampler);
  const groundTruth = { bboxes: floatInput(golden, 'gt_bboxes'), labels: intInput(golden, 'gt_labels') };
  const assigned = {
    numGts: groundTruth.labels.length,
    gtInds: intInput(golden, 'gt_inds'),
    maxOverlaps: floatInput(golden, 'max_overlaps'),
    labels: intInput(golden, 'assigned_labels'),
  };
  const result = sampler.sample(assigned, floatInput(golden, 'bboxes'), groundTruth, new Random(0));
  return compareOutputs(golden, {
    pos_inds: result.posInds,
    neg_inds: result.negInds,
    pos_bboxes: result.posBoxes,
    neg_bboxes: result.negBoxes,
    pos_is_gt: result.posIsGt,
    pos_assigned_gt_inds: result.posAssignedGtInds,
    pos_gt_bboxes: result.posGtBoxes,
    pos_gt_labels: result.posGtLabels ?? [],
  });
};

const encodeDeltas: OpHandler = (golden) => {
  const coder = builtinBuilder().build('bbox_coder', golden.args.coder);
  return compareOutputs(golden, {
    out: coder.encode(floatInput(golden, 'bboxes'), floatInput(golden, 'gt_bboxes')),
  });
};

/** Both roads, plain and with gradients, have to give the reference's boxes. */
const decodeDeltas: OpHandler = (golden) => {
  const coder = builtinBuilder().build('bbox_coder', golden.args.coder);
  const [priors, deltas] = [floatInput(golden, 'bboxes'), floatInput(golden, 'deltas')];
  const shape = input(golden, 'bboxes').shape;
  const maxShape = golden.args.max_shape as number[] | number[][] | undefined;
  if (shape.length === 3) {
    const part = (all: Float32Array, i: number) =>
      all.subarray((i * all.length) / shape[0], ((i + 1) * all.length) / shape[0]);
    const limits = maxShape as number[][];
    const images = limits.map((limit, i) => coder.decode(part(priors, i), part(deltas, i), limit));
    return compareOutputs(golden, { out: concatRows(images) });
  }
  const limit = maxShape as number[] | undefined;
  const plain = coder.decode(priors, deltas, limit);
  const tensors = withGradients(golden, ['bboxes', 'deltas'], (boxes, codes) =>
    coder.decodeTensor(boxes as Tensor2D, codes as Tensor2D, limit),
  );
  const expected = golden.expected.get('out');
  return [
    ...compareOutputs(golden, tensors),
    compareValues('out as array', plain, expected?.data ?? [], golden.tolerance),
  ];
};

const codeDistances: OpHandler = (golden) => {
  const coder = builtinBuilder().build('bbox_coder', golden.args.coder) as DistancePointCoder;
  const points = floatInput(golden, 'points');
  const { max_dis: maxDistance, eps = 0.1, max_shape: maxShape } = golden.args as Record<string, number>;
  return compareOutputs(golden, {
    enc: coder.encode(
      points,
      floatInput(golden, 'gt_bboxes'),
      maxDistance === undefined ? undefined : maxDistance - eps,
    ),
    dec: coder.decode(points, floatInput(golden, 'distances'), maxShape as unknown as number[] | undefined),
  });
};

export const detectionOps: Record<string, OpHandler> = {
  anchors,
  points,
  overlaps: boxOverlaps,
  max_iou_assign: maxIouAssign,
  random_sampler: sample,
  delta_encode: encodeDeltas,
  delta_decode: decodeDeltas,
  distance_coder: codeDistances,
};
