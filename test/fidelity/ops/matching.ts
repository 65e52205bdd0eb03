/** @module Golden ops of matching queries with truths. */
import {
  type CostRows,
  dissimilarMatchCost,
  isQueryAssigner,
  type MatchCosts,
  matchingCosts,
  type QueryGroundTruth,
  type QueryPredictions,
  totalCosts,
} from '../../../aligndet/models/index.js';
import { buildComponent } from '../build-component.js';
import { compareValues } from '../compare.js';
import type { Finding } from '../handler.js';
import { floatInput, input, intInput } from './arrays.js';
import { compareOutputs } from './detection.js';
import type { OpCase, OpHandler } from './op-handler.js';

interface AssignerConfig {
  readonly type: string;
  readonly cls_cost: object;
  readonly reg_cost: object;
  readonly iou_cost: object;
}

/** What is matched in the case. */
function inputsOf(golden: OpCase): { predictions: QueryPredictions; groundTruth: QueryGroundTruth } {
  return {
    predictions: { logits: floatInput(golden, 'cls_pred'), boxes: floatInput(golden, 'bbox_pred') },
    groundTruth: { bboxes: floatInput(golden, 'gt_bboxes'), labels: intInput(golden, 'gt_labels') },
  };
}

function costsOf({ cls_cost, reg_cost, iou_cost }: AssignerConfig): MatchCosts {
  return {
    classes: buildComponent('match_cost', cls_cost),
    distances: buildComponent('match_cost', reg_cost),
    overlaps: buildComponent('match_cost', iou_cost),
  };
}

function matched(golden: OpCase, config: AssignerConfig, imageShape: readonly number[]) {
  const assigner = buildComponent('assigner', config);
  if (!isQueryAssigner(assigner)) throw new Error(`${config.type} matches no queries`);
  const { predictions, groundTruth } = inputsOf(golden);
  return assigner.matchQueries(predictions, groundTruth, imageShape);
}

const hungarian: OpHandler = (golden): Finding[] => {
  const { assigner, img_shape: shape } = golden.args as { assigner: AssignerConfig; img_shape: number[] };
  const { predictions, groundTruth } = inputsOf(golden);
  const { classes, distances, overlaps } = matchingCosts(costsOf(assigner), predictions, groundTruth, shape);
  const { gtInds, labels } = matched(golden, assigner, shape);
  return compareOutputs(golden, {
    cls_cost: classes,
    reg_cost: distances,
    iou_cost: overlaps,
    gt_inds: gtInds,
    labels,
  });
};

/** These cases name their assigner beside their arguments. */
const selfSupHungarian: OpHandler = (golden): Finding[] => {
  const { assigner, img_shape: shape } = golden.json as unknown as {
    assigner: AssignerConfig;
    img_shape: number[];
  };
  const { predictions, groundTruth } = inputsOf(golden);
  const { numGts, gtInds, labels } = matched(golden, assigner, shape);
  const cost = totalCosts(matchingCosts(costsOf(assigner), predictions, groundTruth, shape));
  return compareOutputs(golden, { num_gts: [numGts], gt_inds: gtInds, labels, cost });
};

/** Only the numbers of queries and boxes count. */
const pseudoHungarian: OpHandler = (golden): Finding[] => {
  const [numQueries] = input(golden, 'cls_pred').shape;
  const assigner = buildComponent('assigner', { type: 'PseudoHungarianAssigner' });
  if (!isQueryAssigner(assigner)) throw new Error('PseudoHungarianAssigner matches no queries');
  const predictions = { logits: floatInput(golden, 'cls_pred'), boxes: new Float32Array(4 * numQueries) };
  const groundTruth = { bboxes: floatInput(golden, 'gt_bboxes'), labels: intInput(golden, 'gt_labels') };
  const { numGts, gtInds, labels } = assigner.matchQueries(predictions, groundTruth, [1, 1]);
  return compareOutputs(golden, { num_gts: [numGts], gt_inds: gtInds, labels });
};

/** The two sets of embeddings that are compared. */
function embeddingsOf(golden: OpCase): [CostRows, CostRows] {
  const rowsOf = (name: string) => ({ data: floatInput(golden, name), width: input(golden, name).shape[1] });
  return [rowsOf('cls_feat'), rowsOf('roi_feat')];
}

const dissimilar: OpHandler = (golden): Finding[] => {
  const { temperature } = golden.args as { temperature?: number };
  return compareOutputs(golden, { cost: dissimilarMatchCost(...embeddingsOf(golden), temperature) });
};

const negativeCosine: OpHandler = (golden): Finding[] => {
  const cost = buildComponent('match_cost', { type: 'NegativeCosineSimilarityCost', ...golden.args });
  return compareOutputs(golden, { cost: cost(...embeddingsOf(golden)) });
};

/** The reference gives one number for all pairs. */
const zero: OpHandler = (golden): Finding[] => {
  const costs = buildComponent('match_cost', { type: 'ZeroCost', ...golden.args })(...embeddingsOf(golden));
  const [expected] = Array.from(golden.expected.get('cost')?.data ?? [Number.NaN]);
  return [compareValues('cost', costs, new Array(costs.length).fill(expected), golden.tolerance)];
};

export const matchingOps: Record<string, OpHandler> = {
  hungarian,
  selfsup_dissimilar_cost: dissimilar,
  selfsup_hungarian_assigner: selfSupHungarian,
  selfsup_neg_cos_cost: negativeCosine,
  selfsup_pseudo_hungarian_assigner: pseudoHungarian,
  selfsup_zero_cost: zero,
};
