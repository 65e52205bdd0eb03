/** @module What golden cases record of two-stage detectors. */
import type { Tensor4D } from '../../../aligndet/engine/index.js';
import {
  type Backbone,
  CascadeRoiHead,
  type DenseOutputs,
  isCompositeNeck,
  type Neck,
  type RoiHead,
  type RpnHead,
  StandardRoiHead,
  type TwoStageDetector,
} from '../../../aligndet/models/index.js';
import { builtIn } from '../build-component.js';
import { UnknownCase } from '../handler.js';
import { type Captures, callNames, capturesOfMaps, rows, spyOn } from './capture.js';
import { captureCascade } from './capture-cascade.js';
import { captureStandardRoiHead } from './capture-standard-roi-head.js';

/** Records everything that the detector's parts give, under names that begin with `prefix`. @returns what ends it. */
export function captureTwoStage(detector: TwoStageDetector, captures: Captures, prefix: string): () => void {
  const undo = [
    ...captureFeatures(detector, captures, prefix),
    ...captureProposals(detector, captures, prefix),
    ...captureRoiHead(detector, captures, prefix),
  ];
  return () => {
    for (const end of undo) end();
  };
}

function captureFeatures(detector: TwoStageDetector, captures: Captures, prefix: string): (() => void)[] {
  const [backbone] = builtIn<Backbone>(detector, 'backbone');
  const [neck] = builtIn<Neck | undefined>(detector, 'neck');
  const maps = capturesOfMaps(captures, prefix);
  const composite = (name: string) => (lists: readonly (readonly Tensor4D[])[]) => {
    lists.forEach((list, b) => {
      maps(`${name}.${b}`)(list);
    });
  };
  if (neck === undefined) return [spyOn(backbone, 'forward', maps('backbone'))];
  const ofNeck = spyOn(neck, 'forward', maps('neck'));
  if (!isCompositeNeck(neck)) return [spyOn(backbone, 'forward', maps('backbone')), ofNeck];
  return [
    spyOn(backbone, 'forward', (all) => composite('backbone')(neck.byBackbone(all))),
    spyOn(neck, 'pyramids', composite('neck')),
    ofNeck,
  ];
}

/** Behind linked backbones there are several calls. */
function captureProposals(detector: TwoStageDetector, captures: Captures, prefix: string): (() => void)[] {
  const [neck] = builtIn<Neck | undefined>(detector, 'neck');
  const [rpnHead] = builtIn<RpnHead>(detector, 'rpn_head');
  const maps = capturesOfMaps(captures, prefix);
  const call = callNames();
  const isComposite = neck !== undefined && isCompositeNeck(neck);
  const called = (name: string) => (isComposite ? call(name) : name);
  const set = (proposals: readonly Float32Array[]) => {
    const name = called('proposals');
    proposals.forEach((dets, image) => {
      captures.set(`${prefix}.${name}.${image}`, rows(dets, 5));
    });
  };
  const undo = [
    spyOn(rpnHead, 'forward', ({ clsScores, bboxPreds }) => {
      const name = called('rpn');
      maps(`${name}.0`)(clsScores);
      maps(`${name}.1`)(bboxPreds);
    }),
  ];
  if (!isComposite || prefix !== 'train') return [...undo, spyOn(rpnHead, 'proposals', set)];
  // The reference computes proposals behind every backbone, we only those that count: compute all of them here.
  const outputs: DenseOutputs[] = [];
  const { proposals } = rpnHead;
  undo.push(
    spyOn(rpnHead, 'losses', (_, [ofBackbone]) => {
      outputs.push(ofBackbone as DenseOutputs);
    }),
    spyOn(rpnHead, 'proposals', (_, [, metas, config]) => {
      for (const ofBackbone of outputs)
        set(proposals.call(rpnHead, ofBackbone, metas as never, config as never));
    }),
  );
  return undo;
}

function captureRoiHead(detector: TwoStageDetector, captures: Captures, prefix: string): (() => void)[] {
  const [roiHead] = builtIn<RoiHead>(detector, 'roi_head');
  if (roiHead instanceof StandardRoiHead) return captureStandardRoiHead(roiHead, captures, prefix);
  if (roiHead instanceof CascadeRoiHead) return captureCascade(roiHead, captures, prefix);
  throw new UnknownCase('no captures for this RoI head');
}
