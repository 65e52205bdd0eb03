/** @module What golden cases record of DETR's pre-training. */
import type { Backbone, QueryView, SelfSupDetr, SelfSupDetrHead } from '../../../aligndet/models/index.js';
import { builtIn } from '../build-component.js';
import { type Captures, capturesOfMaps, spyOn } from './capture.js';
import { asItIs, labelRows } from './capture-detr.js';

/** Records what the parts of both branches give. The online head assigns the queries of both views. @returns what ends it. */
export function captureDetrViews(online: SelfSupDetr, target: SelfSupDetr, captures: Captures): () => void {
  const undo = [...captureBranch(online, captures, 'online'), ...captureBranch(target, captures, 'target')];
  const [bboxHead] = builtIn<SelfSupDetrHead>(online, 'bbox_head');
  const views = ['online', 'target'];
  undo.push(
    spyOn(bboxHead, 'objectLabels', (labels, [view]) => {
      const { outputs, groundTruths, metas } = view as QueryView;
      const name = String(views.shift());
      captures.set(`${name}.obj_labels`, labelRows(labels));
      const targets = bboxHead.head.targets(outputs, groundTruths, metas);
      captures.set(`${name}.class_labels`, labelRows(targets.map((ofLayer) => ofLayer.labels)));
    }),
  );
  return () => {
    for (const end of undo) end();
  };
}

function captureBranch(branch: SelfSupDetr, captures: Captures, prefix: string): (() => void)[] {
  const [backbone] = builtIn<Backbone>(branch, 'backbone');
  const [bboxHead] = builtIn<SelfSupDetrHead>(branch, 'bbox_head');
  return [
    spyOn(backbone, 'forward', capturesOfMaps(captures, prefix)('feat')),
    spyOn(bboxHead, 'forward', ({ outputs, embeddings }) => {
      captures.set(`${prefix}.cls_scores`, asItIs(outputs.clsScores));
      captures.set(`${prefix}.bbox_preds`, asItIs(outputs.bboxPreds));
      captures.set(`${prefix}.embed`, asItIs(embeddings));
    }),
  ];
}
