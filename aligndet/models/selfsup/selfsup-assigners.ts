/** @module Query assigners of the method's authors; no published config uses them. Dims: Q queries, M ground truths. */
import { z } from 'zod';
import { ConfigError, DataError, defineComponent } from '../../core/index.js';
import type { QueryAssigner } from '../assigners/hungarian-assigner.js';
import {
  buildHungarianAssigner,
  buildMatchCosts,
  hungarianAssignerOptions,
} from '../assigners/hungarian-assigner.js';

/** The same as `HungarianAssigner` under another name. */
export const selfSupHungarianAssigner = defineComponent({
  type: 'SelfSupHungarianAssigner',
  schema: z.strictObject(hungarianAssignerOptions),
  build: (options, builder) => buildHungarianAssigner(buildMatchCosts(options, builder)),
});

/** Assigns query i to ground truth i, with label i. */
const orderedAssigner: QueryAssigner = {
  assign: () => {
    throw new ConfigError('PseudoHungarianAssigner matches queries, not priors: use it with a DETR head.');
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
    /** No effect on the match; a head compares its weight with that of `loss_cls`. */
    cls_cost: hungarianAssignerOptions.cls_cost,
    /** No effect on the match; a head compares its weight with that of `loss_bbox`. */
    reg_cost: hungarianAssignerOptions.reg_cost,
    /** No effect on the match; a head compares its weight with that of `loss_iou`. */
    iou_cost: hungarianAssignerOptions.iou_cost,
  }),
  build: () => orderedAssigner,
});
