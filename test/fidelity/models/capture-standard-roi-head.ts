/** @module What golden cases record of a second stage of one box head and perhaps a mask head. */
import { type Tensor4D, tidy } from '../../../aligndet/engine/index.js';
import type { BBoxHead, MaskHead, RoiExtractor, StandardRoiHead } from '../../../aligndet/models/index.js';
import { builtIn } from '../build-component.js';
import { type Captures, callNames, published, rows, spyOn } from './capture.js';

/** Records what the head's parts give. @returns what ends it. */
export function captureStandardRoiHead(
  roiHead: StandardRoiHead,
  captures: Captures,
  prefix: string,
): (() => void)[] {
  const [bboxExtractor] = builtIn<RoiExtractor>(roiHead, 'bbox_roi_extractor');
  const [bboxHead] = builtIn<BBoxHead>(roiHead, 'bbox_head');
  const [maskExtractor] = builtIn<RoiExtractor | undefined>(roiHead, 'mask_roi_extractor');
  const [maskHead] = builtIn<MaskHead | undefined>(roiHead, 'mask_head');
  const set = (name: string, value: ReturnType<typeof rows>) => captures.set(`${prefix}.${name}`, value);
  const call = callNames();
  const undo = [
    spyOn(bboxExtractor, 'forward', (_, [, rois]) => {
      set(call('bbox_rois'), rows(rois as Float32Array, 5));
    }),
    spyOn(bboxHead, 'forward', ({ clsScore, bboxPred }) => {
      const name = call('bbox_head');
      if (clsScore !== undefined) set(`${name}.0`, published(clsScore));
      if (bboxPred !== undefined) set(`${name}.1`, published(bboxPred));
    }),
  ];
  if (maskExtractor !== undefined) {
    undo.push(
      spyOn(maskExtractor, 'forward', (_, [, rois]) => {
        set(call('mask_rois'), rows(rois as Float32Array, 5));
      }),
    );
  }
  if (maskHead !== undefined) {
    // The reference computes the masks of all classes, we only those that count: compute the others here.
    undo.push(
      spyOn(maskHead, 'logitsOf', (_, [features]) => {
        const name = call('mask_head');
        tidy(() => {
          set(name, published(maskHead.logits(features as Tensor4D)));
        });
      }),
    );
  }
  return undo;
}
