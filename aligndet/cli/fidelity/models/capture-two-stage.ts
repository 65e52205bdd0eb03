/** @module What golden cases record of two-stage detectors. */
import { type Tensor3D, type Tensor4D, tidy } from '../../../engine/index.js';
import { StandardRoiHead, type TwoStageDetector } from '../../../models/index.js';
import { UnknownCase } from '../handler.js';
import { type Captures, capturesOfMaps, published, rows, spyOn } from './capture.js';

/** Records everything that the detector's parts give, under names that begin with `prefix`. @returns what ends it. */
export function captureTwoStage(detector: TwoStageDetector, captures: Captures, prefix: string): () => void {
  const { backbone, neck, rpnHead, roiHead } = detector.parts;
  if (!(roiHead instanceof StandardRoiHead)) throw new UnknownCase('no captures for this RoI head');
  const { bboxExtractor, bboxHead, maskExtractor, maskHead } = roiHead.parts;
  const set = (name: string, value: ReturnType<typeof rows>) => captures.set(`${prefix}.${name}`, value);
  const calls = new Map<string, number>();
  const call = (name: string) => {
    const count = calls.get(name) ?? 0;
    calls.set(name, count + 1);
    return `${name}.call${count}`;
  };
  const maps = capturesOfMaps(captures, prefix);
  const undo = [
    spyOn(backbone, 'forward', maps('backbone')),
    spyOn(rpnHead, 'forward', ({ clsScores, bboxPreds }) => {
      maps('rpn.0')(clsScores);
      maps('rpn.1')(bboxPreds);
    }),
    spyOn(rpnHead, 'proposals', (proposals) => {
      proposals.forEach((dets, image) => {
        set(`proposals.${image}`, rows(dets, 5));
      });
    }),
    spyOn(bboxExtractor, 'forward', (_, [, rois]) => {
      set(call('bbox_rois'), rows(rois as Float32Array, 5));
    }),
    spyOn(bboxHead, 'forward', ({ clsScore, bboxPred }) => {
      const name = call('bbox_head');
      if (clsScore !== undefined) set(`${name}.0`, published(clsScore));
      if (bboxPred !== undefined) set(`${name}.1`, published(bboxPred));
    }),
  ];
  if (neck !== undefined) undo.push(spyOn(neck, 'forward', maps('neck')));
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
      spyOn(maskHead, 'forwardOf', (_: Tensor3D, [regions]) => {
        const name = call('mask_head');
        tidy(() => {
          set(name, published(maskHead.forward(regions as Tensor4D)));
        });
      }),
    );
  }
  return () => {
    for (const end of undo) end();
  };
}
