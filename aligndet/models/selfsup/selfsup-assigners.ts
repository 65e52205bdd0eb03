/** @module Assigners of the method's authors for queries; no published config uses them. Dims: Q queries, M truths. */
import { z } from 'zod';
import { ConfigError, DataError, defineComponent } from '../../core/index.js';
import type { QueryAssigner } from '../assigners/hungarian-assigner.js';
import {
  buildMatchCosts,
  hungarianAssigner,
  hungarianAssignerOptions,
} from '../assigners/hungarian-assigner.js';

/** The same as `HungarianAssigner` under another name. */
export const selfSupHungarianAssigner = defineComponent({
  type: 'SelfSupHungarianAssigner',
  schema: z.strictObject(hungarianAssignerOptions),
  build: (options, builder) => hungarianAssigner(buildMatchCosts(options, builder)),
});

/** Query i takes truth i, and its label is i. */
const orderedAssigner: QueryAssigner = {
  assign: () => {
    throw new ConfigError('PseudoHungarianAssigner is for queries, not priors: it is for the heads of DETR.');
  },
  matchQueries({ boxes }, { bboxes }) {
    const [numQueries, numGts] = [boxes.length / 4, bboxes.length / 4];
    if (numGts > numQueries) {
      throw new DataError(
        `PseudoHungarianAssigner has ${numQueries} queries for ${numGts} boxes: one for each is needed.`,
      );
    }
    const gtInds = Int32Array.from({ length: numQueries }, (_, query) => (query < numGts ? query + 1 : 0));
    return { numGts, gtInds, labels: gtInds.map((gtInd) => gtInd - 1) };
  },
};

export const pseudoHungarianAssigner = defineComponent({
  type: 'PseudoHungarianAssigner',
  schema: z.strictObject({
    /** Without effect on the match; a head compares its weight with that of `loss_cls`. */
    cls_cost: hungarianAssignerOptions.cls_cost,
    /** Without effect on the match; a head compares its weight with that of `loss_bbox`. */
    reg_cost: hungarianAssignerOptions.reg_cost,
    /** Without effect on the match; a head compares its weight with that of `loss_iou`. */
    iou_cost: hungarianAssignerOptions.iou_cost,
  }),
  build: () => orderedAssigner,
});
