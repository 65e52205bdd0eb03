/** @module What golden cases record of DETR. */
import type { Tensor } from '../../../aligndet/engine/index.js';
import type { Backbone, Detr, DetrHead, QueryOutputs, QueryTargets } from '../../../aligndet/models/index.js';
import { builtIn } from '../build-component.js';
import { type Captured, type Captures, capturesOfMaps, spyOn } from './capture.js';

/** Records what the detector's parts give, under names that begin with `prefix`. @returns what ends it. */
export function captureDetr(detector: Detr, captures: Captures, prefix: string): () => void {
  const [backbone] = builtIn<Backbone>(detector, 'backbone');
  const [bboxHead] = builtIn<DetrHead>(detector, 'bbox_head');
  const undo = [
    spyOn(backbone, 'forward', capturesOfMaps(captures, prefix)('backbone')),
    spyOn(bboxHead, 'predict', ({ clsScores, bboxPreds }: QueryOutputs) => {
      captures.set(`${prefix}.head.0.0`, asItIs(clsScores));
      captures.set(`${prefix}.head.1.0`, asItIs(bboxPreds));
    }),
  ];
  return () => {
    for (const end of undo) end();
  };
}

/** Records what the queries of a head predict and are to predict. @returns what ends it. */
export function captureQueries(head: DetrHead, captures: Captures, prefix: string): () => void {
  const undo = [
    spyOn(head, 'predict', ({ clsScores, bboxPreds }: QueryOutputs) => {
      captures.set(`${prefix}cls_scores`, asItIs(clsScores));
      captures.set(`${prefix}bbox_preds`, asItIs(bboxPreds));
    }),
    spyOn(head, 'targets', (targets: QueryTargets[]) => {
      captures.set(`${prefix}class_labels`, labelRows(targets.map(({ labels }) => labels)));
    }),
  ];
  return () => {
    for (const end of undo) end();
  };
}

/** One row for each layer. */
export function labelRows(layers: readonly Int32Array[]): Captured {
  const data = layers.flatMap((labels) => [...labels]);
  return { shape: [layers.length, data.length / layers.length], data };
}

/** What lies in memory as published. */
export function asItIs(tensor: Tensor): Captured {
  return { shape: [...tensor.shape], data: tensor.dataSync().slice() };
}
