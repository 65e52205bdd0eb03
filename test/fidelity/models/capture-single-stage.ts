/** @module What golden cases record of single-stage detectors. */
import type { Backbone, DetectingHead, Neck, SingleStageDetector } from '../../../aligndet/models/index.js';
import { builtIn } from '../build-component.js';
import { type Captures, capturesOfMaps, spyOn } from './capture.js';

/** Records what the detector's parts give, under names that begin with `prefix`. @returns what ends it. */
export function captureSingleStage(
  detector: SingleStageDetector,
  captures: Captures,
  prefix: string,
): () => void {
  const [backbone] = builtIn<Backbone>(detector, 'backbone');
  const [neck] = builtIn<Neck | undefined>(detector, 'neck');
  const [bboxHead] = builtIn<DetectingHead>(detector, 'bbox_head');
  const maps = capturesOfMaps(captures, prefix);
  const undo = [
    spyOn(backbone, 'forward', maps('backbone')),
    spyOn(bboxHead, 'forward', ({ clsScores, bboxPreds, scoreFactors = [] }) => {
      [clsScores, bboxPreds, scoreFactors].forEach((output, index) => {
        maps(`head.${index}`)(output);
      });
    }),
  ];
  if (neck !== undefined) undo.push(spyOn(neck, 'forward', maps('neck')));
  return () => {
    for (const end of undo) end();
  };
}
