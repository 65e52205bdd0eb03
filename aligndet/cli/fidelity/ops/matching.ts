/** @module Golden ops of matching queries with truths. */
import {
  isQueryAssigner,
  type MatchCosts,
  matchingCosts,
  type QueryPredictions,
  type QueryTruth,
} from '../../../models/index.js';
import { buildPart } from '../build-part.js';
import type { Finding } from '../handler.js';
import { floatInput, intInput } from './arrays.js';
import { compareOutputs } from './detection.js';
import type { OpCase, OpHandler } from './op-handler.js';

interface AssignerConfig {
  readonly type: string;
  readonly cls_cost: object;
  readonly reg_cost: object;
  readonly iou_cost: object;
}

/** What is matched in the case. */
function inputsOf(golden: OpCase): { predictions: QueryPredictions; truth: QueryTruth } {
  return {
    predictions: { logits: floatInput(golden, 'cls_pred'), boxes: floatInput(golden, 'bbox_pred') },
    truth: { bboxes: floatInput(golden, 'gt_bboxes'), labels: intInput(golden, 'gt_labels') },
  };
}

function costsOf({ cls_cost, reg_cost, iou_cost }: AssignerConfig): MatchCosts {
  return {
    classes: buildPart('match_cost', cls_cost),
    distances: buildPart('match_cost', reg_cost),
    overlaps: buildPart('match_cost', iou_cost),
  };
}

function matched(golden: OpCase, config: AssignerConfig, imageShape: readonly number[]) {
  const assigner = buildPart('assigner', config);
  if (!isQueryAssigner(assigner)) throw new Error(`${config.type} matches no queries`);
  const { predictions, truth } = inputsOf(golden);
  return assigner.matchQueries(predictions, truth, imageShape);
}

const hungarian: OpHandler = (golden): Finding[] => {
  const { assigner, img_shape: shape } = golden.args as { assigner: AssignerConfig; img_shape: number[] };
  const { predictions, truth } = inputsOf(golden);
  const { classes, distances, overlaps } = matchingCosts(costsOf(assigner), predictions, truth, shape);
  const { gtInds, labels } = matched(golden, assigner, shape);
  return compareOutputs(golden, {
    cls_cost: classes,
    reg_cost: distances,
    iou_cost: overlaps,
    gt_inds: gtInds,
    labels,
  });
};

export const matchingOps: Record<string, OpHandler> = {
  hungarian,
};
