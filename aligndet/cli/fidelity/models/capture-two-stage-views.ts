/** @module What golden cases record of pre-training with a second stage. */
import type { SelfSupMaskRcnn } from '../../../models/index.js';
import { type Captures, capturesOfMaps, published, rows, spyOn } from './capture.js';

/** Records what the parts of both branches give. @returns what ends it. */
export function captureTwoStageViews(
  online: SelfSupMaskRcnn,
  target: SelfSupMaskRcnn,
  captures: Captures,
): () => void {
  const ends = [captureBranch(online, captures, 'online'), captureBranch(target, captures, 'target')];
  return () => {
    for (const end of ends) end();
  };
}

/** Records what the branch's parts give. @returns what ends it. */
function captureBranch(branch: SelfSupMaskRcnn, captures: Captures, prefix: string): () => void {
  const { neck, rpnHead, roiHead } = branch.parts;
  const { extractor, bboxHead } = roiHead.parts;
  const set = (name: string, value: ReturnType<typeof rows>) => captures.set(`${prefix}.${name}`, value);
  const undo = [
    spyOn(rpnHead, 'proposals', (proposals) => {
      proposals.forEach((dets, image) => {
        set(`proposals.${image}`, rows(dets, 5));
      });
    }),
    spyOn(extractor, 'forward', (_, [, rois]) => {
      set('rois', rows(rois as Float32Array, 5));
    }),
    spyOn(bboxHead, 'forward', ({ clsScore, bboxPred }) => {
      if (clsScore !== undefined) set('embed', published(clsScore));
      if (bboxPred !== undefined) set('bbox_pred', published(bboxPred));
    }),
    spyOn(bboxHead, 'targets', ({ labels, labelWeights, boxTargets }) => {
      set('labels', { shape: [labels.length], data: labels });
      set('label_weights', { shape: [labels.length], data: labelWeights });
      set('bbox_targets', rows(boxTargets, 4));
    }),
  ];
  if (neck !== undefined) {
    undo.push(spyOn(neck, 'forward', capturesOfMaps(captures, prefix)('feat')));
  }
  return () => {
    for (const end of undo) end();
  };
}
