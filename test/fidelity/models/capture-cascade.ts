/** @module What golden cases record of the stages of a cascade. */
import { type Tensor4D, tidy } from '../../../aligndet/engine/index.js';
import type { BBoxHead, CascadeRoiHead, MaskHead, RoiExtractor } from '../../../aligndet/models/index.js';
import { builtIn } from '../build-component.js';
import { type Captures, callNames, published, rows, spyOn } from './capture.js';

type Undo = (() => void)[];

interface Stage {
  readonly bboxExtractor: RoiExtractor;
  readonly bboxHead: BBoxHead;
  readonly maskExtractor: RoiExtractor | undefined;
  readonly maskHead: MaskHead | undefined;
}

function stagesOf(roiHead: CascadeRoiHead): Stage[] {
  const bboxExtractors = builtIn<RoiExtractor>(roiHead, 'bbox_roi_extractor');
  const maskExtractors = builtIn<RoiExtractor>(roiHead, 'mask_roi_extractor');
  const maskHeads = builtIn<MaskHead>(roiHead, 'mask_head');
  return builtIn<BBoxHead>(roiHead, 'bbox_head').map((bboxHead, i) => ({
    ...{ bboxHead, bboxExtractor: bboxExtractors[i] },
    ...{ maskHead: maskHeads[i], maskExtractor: maskExtractors[i] },
  }));
}

/** Records what the stages give. @returns what ends it. */
export function captureCascade(roiHead: CascadeRoiHead, captures: Captures, prefix: string): Undo {
  const call = callNames();
  const nextCall = (name: string) => `${prefix}.${call(name)}`;
  return stagesOf(roiHead).flatMap((stage, i) => [
    ...captureBoxes(stage, i, captures, nextCall),
    ...(stage.maskHead ? captureMasks(stage.maskHead, i, captures, nextCall, prefix === 'test') : []),
  ]);
}

type NextCall = (name: string) => string;

function captureBoxes(stage: Stage, i: number, captures: Captures, nextCall: NextCall): Undo {
  const { bboxExtractor, bboxHead, maskExtractor } = stage;
  const roisOf = (extractor: typeof bboxExtractor, name: string) =>
    spyOn(extractor, 'forward', (_, [, rois]) => {
      captures.set(nextCall(`${name}.${i}`), rows(rois as Float32Array, 5));
    });
  return [
    roisOf(bboxExtractor, 'bbox_rois'),
    ...(maskExtractor === undefined ? [] : [roisOf(maskExtractor, 'mask_rois')]),
    spyOn(bboxHead, 'forward', ({ clsScore, bboxPred }) => {
      const name = nextCall(`bbox_head.${i}`);
      if (clsScore !== undefined) captures.set(`${name}.0`, published(clsScore));
      if (bboxPred !== undefined) captures.set(`${name}.1`, published(bboxPred));
    }),
  ];
}

/**
 * One call gives features, logits or both. The reference computes the masks of all classes, we only those that count:
 * the others are computed here.
 *
 * @param givesBoth logits and features, as in detection; else logits where there are some.
 */
function captureMasks(
  head: MaskHead,
  i: number,
  captures: Captures,
  nextCall: NextCall,
  givesBoth: boolean,
): Undo {
  let name = '';
  return [
    spyOn(head, 'features', (features: Tensor4D) => {
      name = nextCall(`mask_head.${i}`);
      captures.set(givesBoth ? `${name}.1` : name, published(features));
    }),
    spyOn(head, 'logitsOf', (_, [features]) => {
      tidy(() => {
        captures.set(givesBoth ? `${name}.0` : name, published(head.logits(features as Tensor4D)));
      });
    }),
  ];
}
