/** @module Golden ops on masks: `rle`, `masks`, `rasterize`, `seg_masks`. */
import {
  areaOfRuns,
  bitmapMasks,
  bitmapOfRuns,
  boxIou,
  boxOfRuns,
  decompressCounts,
  measureRuns,
  mergeRuns,
  planeOf,
  polygonMasks,
  type Runs,
  rasterizePolygons,
  rleOfRuns,
  runsIou,
  runsOfBitmap,
  runsOfRle,
} from '../../../aligndet/structures/index.js';
import { compareExact, compareJson } from '../compare.js';
import { bitmapMethod, type Polygons, polygonMethod } from './mask-methods.js';
import { caseArray, compareOutputs, joined } from './mask-outputs.js';
import type { OpCase, OpHandler } from './op-handler.js';
import { segMasks } from './seg-masks.js';

export const maskOps: Record<string, OpHandler> = {
  rle: (golden) => {
    const masks = runsOfCase(golden, 'masks');
    const groundTruth = runsOfCase(golden, 'gt_masks');
    const crowd = golden.args.iscrowd as number[];
    const boxes = masks.flatMap(boxOfRuns);
    const gtBoxes = groundTruth.flatMap(boxOfRuns);
    const [measured, gtMeasured] = [masks.map(measureRuns), groundTruth.map(measureRuns)];
    const maskIous = (isCrowd: readonly number[]) =>
      pairs(masks.length, groundTruth.length, (d, g) =>
        runsIou(measured[d], gtMeasured[g], isCrowd[g] === 1),
      );
    const bboxIous = pairs(masks.length, groundTruth.length, (d, g) =>
      boxIou(boxes, 4 * d, gtBoxes, 4 * g, crowd[g] === 1),
    );
    const none = crowd.map(() => 0);
    const { counts, uncompressed } = golden.json.expected as { counts: string[]; uncompressed: number[][] };
    const read = counts.map((text, i) =>
      runsOfRle({ size: [masks[i].height, masks[i].width], counts: text }),
    );
    return [
      ...compareOutputs(
        golden,
        new Map<string, ArrayLike<number>>([
          ['area', masks.map(areaOfRuns)],
          ['bbox', boxes],
          ['iou', maskIous(none)],
          ['iou_crowd', maskIous(crowd)],
          ['bbox_iou', bboxIous],
          ['union', bitmapOfRuns(mergeRuns(masks, 'union'))],
          ['intersection', bitmapOfRuns(mergeRuns(masks, 'intersection'))],
        ]),
      ),
      compareJson(
        'counts',
        masks.map((runs) => rleOfRuns(runs).counts),
        counts,
      ),
      compareJson(
        'uncompressed',
        masks.map(({ counts: lengths }) => [...lengths]),
        uncompressed,
      ),
      compareJson(
        'uncompressed read back',
        counts.map((text) => [...decompressCounts(text)]),
        uncompressed,
      ),
      compareExact('decoded', joined(read.map(bitmapOfRuns)), caseArray(golden, 'masks').data),
    ];
  },

  rasterize: (golden) => {
    const { polygons, height, width } = golden.args as { polygons: Polygons; height: number; width: number };
    const { data, count, ...size } = rasterizePolygons(polygonMasks(polygons, height, width));
    const findings = compareOutputs(golden, new Map([['masks', data]]));
    const counts = (golden.json.expected as { counts?: string[] } | undefined)?.counts;
    if (counts === undefined) return findings;
    const encoded = Array.from({ length: count }, (_, i) => {
      const runs = runsOfBitmap(planeOf({ data, count, ...size }, i), height, width);
      return rleOfRuns(runs).counts;
    });
    return [...findings, compareJson('counts', encoded, counts)];
  },

  masks: (golden) => (golden.inputs.has('masks') ? bitmapMethod(golden) : polygonMethod(golden)),
  seg_masks: segMasks,
};

/** `[N, M]` of every pair. */
function pairs(n: number, m: number, iou: (detected: number, groundTruth: number) => number): number[] {
  return Array.from({ length: n * m }, (_, at) => iou(Math.floor(at / m), at % m));
}

function runsOfCase(golden: OpCase, name: string): Runs[] {
  const { shape, data } = caseArray(golden, name);
  const masks = bitmapMasks(Uint8Array.from(data), shape[1], shape[2]);
  return Array.from({ length: shape[0] }, (_, i) => runsOfBitmap(planeOf(masks, i), shape[1], shape[2]));
}
