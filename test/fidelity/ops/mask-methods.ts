/** @module Golden op `masks`: methods of the reference's BitmapMasks and PolygonMasks. */
import {
  areasOfMasks,
  boxesOfMasks,
  cropMasks,
  flipMasks,
  type InstanceMasks,
  padMasks,
  rescaleMasks,
  resizeMasks,
  rotateMasks,
  shearMasks,
  translateMasks,
} from '../../../aligndet/datasets/instance-masks.js';
import { bilinearRows } from '../../../aligndet/datasets/kernels/resize-bilinear.js';
import {
  rotationMatrix,
  shearMatrix,
  translationMatrix,
  warpAffine,
} from '../../../aligndet/datasets/kernels/warp-affine.js';
import { pasteInto } from '../../../aligndet/datasets/transforms/paste-into.js';
import {
  type BitmapMasks,
  bitmapMasks,
  cropAndResizeBitmaps,
  cropCoverage,
  type FlipDirection,
  mapBitmaps,
  type PolygonMasks,
  polygonMasks,
  rasterizePolygons,
} from '../../../aligndet/structures/index.js';
import { type Finding, UnknownCase } from '../handler.js';
import { caseArray, compareOutputs, type Outputs } from './mask-outputs.js';
import type { OpCase } from './op-handler.js';

export type Polygons = readonly (readonly (readonly number[])[])[];

/** What a method of the reference's mask classes takes, whichever the method. */
interface MethodArgs {
  readonly out_shape: [number, number];
  readonly scale: number | [number, number];
  readonly flip_direction?: FlipDirection;
  readonly pad_val?: number;
  readonly binarize?: boolean;
  readonly interpolation?: string;
  readonly expanded_h: number;
  readonly expanded_w: number;
  readonly top: number;
  readonly left: number;
  readonly offset: number;
  readonly magnitude: number;
  readonly angle: number;
  readonly center?: [number, number];
  readonly fill_val?: number;
  readonly border_value?: number;
  readonly direction?: 'horizontal' | 'vertical';
}

export function bitmapMethod(golden: OpCase): Finding[] {
  const { shape, data } = caseArray(golden, 'masks');
  const masks = bitmapMasks(Uint8Array.from(data), shape[1], shape[2]);
  const method = String(golden.args.method);
  const args = (golden.args.args ?? {}) as MethodArgs;
  if (method === 'areas') return compareOutputs(golden, new Map([['areas', areasOfMasks(masks)]]));
  if (method === 'get_bboxes') return compareOutputs(golden, new Map([['out', boxesOfMasks(masks)]]));
  if (method === 'crop_and_resize' && args.binarize === false) {
    const coverage = cropCoverage(
      masks,
      caseArray(golden, 'bboxes').data,
      caseArray(golden, 'inds').data,
      ...args.out_shape,
    );
    const size = args.out_shape[0] * args.out_shape[1];
    const areas = Array.from({ length: coverage.length / size }, (_, i) =>
      coverage.subarray(i * size, (i + 1) * size).reduce((sum, share) => sum + share, 0),
    );
    return compareOutputs(
      golden,
      new Map<string, ArrayLike<number>>([
        ['masks', coverage],
        ['areas', areas],
      ]),
    );
  }
  const result = bitmapResult(method, masks, args, golden);
  return compareOutputs(
    golden,
    new Map<string, ArrayLike<number>>([
      ['masks', result.data],
      ['areas', areasOfMasks(result)],
    ]),
  );
}

function bitmapResult(method: string, masks: BitmapMasks, args: MethodArgs, golden: OpCase): BitmapMasks {
  switch (method) {
    case 'crop_and_resize':
      return cropAndResizeBitmaps(
        masks,
        caseArray(golden, 'bboxes').data,
        caseArray(golden, 'inds').data,
        ...args.out_shape,
      );
    case 'expand':
      return mapBitmaps(masks, args.expanded_h, args.expanded_w, (data, height, width) => {
        const canvas = new Uint8Array(args.expanded_h * args.expanded_w);
        const plane = { channels: 1, axes: 'HW' } as const;
        pasteInto(
          { ...plane, data: canvas, height: args.expanded_h, width: args.expanded_w },
          { ...plane, data, height, width },
          args.left,
          args.top,
        );
        return canvas;
      });
    case 'resize':
      return args.interpolation === 'bilinear'
        ? smoothlyResized(masks, args)
        : moved(method, masks, args, golden);
    case 'translate':
    case 'shear':
    case 'rotate':
      return mapBitmaps(masks, ...args.out_shape, (plane, height, width) =>
        warpAffine(plane, height, width, 1, matrixOf(method, masks, args), [
          args.fill_val ?? args.border_value ?? 0,
        ]),
      );
  }
  return moved(method, masks, args, golden);
}

/** What pipelines do to masks of either kind. */
function moved<M extends InstanceMasks>(method: string, masks: M, args: MethodArgs, golden: OpCase): M {
  const move = (): InstanceMasks => {
    switch (method) {
      case 'crop':
        return cropMasks(masks, caseArray(golden, 'bbox').data);
      case 'flip':
        return flipMasks(masks, args.flip_direction ?? 'horizontal');
      case 'pad':
        return padMasks(masks, ...args.out_shape, args.pad_val ?? 0);
      case 'rescale':
        return rescaleMasks(masks, args.scale);
      case 'resize':
        return resizeMasks(masks, ...args.out_shape);
    }
    throw new UnknownCase(`${method} of ${masks.kind} masks with ${JSON.stringify(args)}`);
  };
  return move() as M;
}

function smoothlyResized(masks: BitmapMasks, { out_shape: [newHeight, newWidth] }: MethodArgs): BitmapMasks {
  return mapBitmaps(masks, newHeight, newWidth, (plane, height, width) => {
    const rows = bilinearRows(plane, height, width, 1, newHeight, newWidth);
    const result = new Uint8Array(newHeight * newWidth);
    for (let y = 0; y < newHeight; y++) rows.writeRow(y, result, y * newWidth);
    return result;
  });
}

/** `scale` is a size for `rescale` and a factor for `rotate`. */
function factorOf({ scale }: Pick<MethodArgs, 'scale'>): number {
  return typeof scale === 'number' ? scale : 1;
}

function matrixOf(
  method: 'translate' | 'shear' | 'rotate',
  { height, width }: BitmapMasks,
  { offset, magnitude, angle, center, scale, direction = 'horizontal' }: MethodArgs,
): ReturnType<typeof rotationMatrix> {
  if (method === 'translate') return translationMatrix(offset, direction);
  if (method === 'shear') return shearMatrix(magnitude, direction);
  const middle = center ?? [(width - 1) / 2, (height - 1) / 2];
  return rotationMatrix(middle, -angle, factorOf({ scale }));
}

export function polygonMethod(golden: OpCase): Finding[] {
  const { polygons, height, width, method } = golden.args as {
    polygons: Polygons;
    height: number;
    width: number;
    method: string;
  };
  const masks = polygonMasks(polygons, height, width);
  if (method === 'areas') return compareOutputs(golden, new Map([['areas', areasOfMasks(masks)]]));
  if (method === 'get_bboxes') return compareOutputs(golden, new Map([['out', boxesOfMasks(masks)]]));
  if (method === 'to_ndarray' || method === 'to_bitmap') {
    return compareOutputs(golden, new Map([['masks', rasterizePolygons(masks).data]]));
  }
  const result = polygonResult(method, masks, (golden.args.args ?? {}) as MethodArgs, golden);
  const outputs: Outputs = new Map<string, ArrayLike<number>>([
    ['height_width', [result.height, result.width]],
    ['areas', areasOfMasks(result)],
    ['bitmap', rasterizePolygons(result).data],
  ]);
  for (const [i, parts] of result.polygons.entries()) {
    for (const [k, part] of parts.entries()) outputs.set(`poly.${i}.${k}`, part);
  }
  return compareOutputs(golden, outputs);
}

function polygonResult(method: string, masks: PolygonMasks, args: MethodArgs, golden: OpCase): PolygonMasks {
  const direction = args.direction ?? 'horizontal';
  switch (method) {
    case 'crop_and_resize':
      return cropAndResizePolygons(
        masks,
        caseArray(golden, 'bboxes').data,
        caseArray(golden, 'inds').data,
        args,
      );
    case 'translate':
      return translateMasks(masks, ...args.out_shape, args.offset, direction) as PolygonMasks;
    case 'shear':
      return shearMasks(masks, ...args.out_shape, args.magnitude, direction) as PolygonMasks;
    case 'rotate': {
      const [center, factor] = [args.center ?? ([0, 0] as const), factorOf(args)];
      return rotateMasks(masks, ...args.out_shape, args.angle, center, factor) as PolygonMasks;
    }
  }
  return moved(method, masks, args, golden);
}

/** The product cuts mask targets out of bitmaps only; this is the reference's method for polygons. */
function cropAndResizePolygons(
  masks: PolygonMasks,
  boxes: ArrayLike<number>,
  indices: ArrayLike<number>,
  { out_shape: [height, width] }: MethodArgs,
): PolygonMasks {
  const polygons = Array.from(indices, (index, i) => {
    const [left, top] = [boxes[4 * i], boxes[4 * i + 1]];
    const scaleX = width / Math.max(Math.fround(boxes[4 * i + 2] - left), 1);
    const scaleY = height / Math.max(Math.fround(boxes[4 * i + 3] - top), 1);
    return masks.polygons[index].map((part) =>
      part.map((value, k) => (k % 2 === 0 ? (value - left) * scaleX : (value - top) * scaleY)),
    );
  });
  return { kind: 'polygon', polygons, height, width };
}
