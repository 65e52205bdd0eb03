/** @module Golden op `masks`: methods of the reference's BitmapMasks and PolygonMasks. */
import {
  bilinearRows,
  rotationMatrix,
  shearMatrix,
  translationMatrix,
  warpAffine,
} from '../../../aligndet/datasets/index.js';
import {
  type BitmapMasks,
  bitmapAreas,
  bitmapBoxes,
  bitmapMasks,
  cropAndResizeBitmaps,
  cropAndResizePolygons,
  cropBitmaps,
  cropCoverage,
  cropPolygons,
  expandBitmaps,
  type FlipDirection,
  flipBitmaps,
  flipPolygons,
  mapBitmaps,
  type PolygonMasks,
  padBitmaps,
  padPolygons,
  polygonAreas,
  polygonBoxes,
  polygonMasks,
  rasterizePolygons,
  rescaleBitmaps,
  rescalePolygons,
  resizeBitmaps,
  resizePolygons,
  rotatePolygons,
  shearPolygons,
  translatePolygons,
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
  if (method === 'areas') return compareOutputs(golden, new Map([['areas', bitmapAreas(masks)]]));
  if (method === 'get_bboxes') return compareOutputs(golden, new Map([['out', bitmapBoxes(masks)]]));
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
      ['areas', bitmapAreas(result)],
    ]),
  );
}

function bitmapResult(method: string, masks: BitmapMasks, args: MethodArgs, golden: OpCase): BitmapMasks {
  switch (method) {
    case 'crop':
      return cropBitmaps(masks, caseArray(golden, 'bbox').data);
    case 'crop_and_resize':
      return cropAndResizeBitmaps(
        masks,
        caseArray(golden, 'bboxes').data,
        caseArray(golden, 'inds').data,
        ...args.out_shape,
      );
    case 'expand':
      return expandBitmaps(masks, args.expanded_h, args.expanded_w, args.top, args.left);
    case 'flip':
      return flipBitmaps(masks, args.flip_direction ?? 'horizontal');
    case 'pad':
      return padBitmaps(masks, ...args.out_shape, args.pad_val ?? 0);
    case 'rescale':
      return rescaleBitmaps(masks, args.scale);
    case 'resize':
      return resized(masks, args);
    case 'translate':
    case 'shear':
    case 'rotate':
      return mapBitmaps(masks, ...args.out_shape, (plane, height, width) =>
        warpAffine(plane, height, width, 1, matrixOf(method, masks, args), [
          args.fill_val ?? args.border_value ?? 0,
        ]),
      );
  }
  throw new UnknownCase(`BitmapMasks.${method} with ${JSON.stringify(args)}`);
}

function resized(
  masks: BitmapMasks,
  { out_shape: [newHeight, newWidth], interpolation }: MethodArgs,
): BitmapMasks {
  if (interpolation !== 'bilinear') return resizeBitmaps(masks, newHeight, newWidth);
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
  if (method === 'areas') return compareOutputs(golden, new Map([['areas', polygonAreas(masks)]]));
  if (method === 'get_bboxes') return compareOutputs(golden, new Map([['out', polygonBoxes(masks)]]));
  if (method === 'to_ndarray' || method === 'to_bitmap') {
    return compareOutputs(golden, new Map([['masks', rasterizePolygons(masks).data]]));
  }
  const result = polygonResult(method, masks, (golden.args.args ?? {}) as MethodArgs, golden);
  const outputs: Outputs = new Map<string, ArrayLike<number>>([
    ['height_width', [result.height, result.width]],
    ['areas', polygonAreas(result)],
    ['bitmap', rasterizePolygons(result).data],
  ]);
  for (const [i, parts] of result.polygons.entries()) {
    for (const [k, part] of parts.entries()) outputs.set(`poly.${i}.${k}`, part);
  }
  return compareOutputs(golden, outputs);
}

function polygonResult(method: string, masks: PolygonMasks, args: MethodArgs, golden: OpCase): PolygonMasks {
  switch (method) {
    case 'crop':
      return cropPolygons(masks, caseArray(golden, 'bbox').data);
    case 'crop_and_resize':
      return cropAndResizePolygons(
        masks,
        caseArray(golden, 'bboxes').data,
        caseArray(golden, 'inds').data,
        ...args.out_shape,
      );
    case 'flip':
      return flipPolygons(masks, args.flip_direction ?? 'horizontal');
    case 'pad':
      return padPolygons(masks, ...args.out_shape);
    case 'rescale':
      return rescalePolygons(masks, args.scale);
    case 'resize':
      return resizePolygons(masks, ...args.out_shape);
    case 'translate':
      return translatePolygons(masks, ...args.out_shape, args.offset, args.direction ?? 'horizontal');
    case 'shear':
      return shearPolygons(masks, ...args.out_shape, args.magnitude, args.direction ?? 'horizontal');
    case 'rotate':
      return rotatePolygons(masks, ...args.out_shape, args.angle, args.center ?? [0, 0], factorOf(args));
  }
  throw new UnknownCase(`PolygonMasks.${method}`);
}
