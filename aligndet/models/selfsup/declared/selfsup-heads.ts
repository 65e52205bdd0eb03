/** @module Declared: heads whose class scores are embeddings, https://arxiv.org/abs/2307.11077, section 3.3. */
import { z } from 'zod';
import { defineComponent, slot } from '../../../core/index.js';
import { hungarianAssignerOptions } from '../../assigners/hungarian-assigner.js';
import { queryHeadOptions } from '../../dense-heads/detr-head.js';

export const selfSupDetrHead = defineComponent({
  type: 'SelfSupDETRHead',
  schema: z.strictObject({
    ...queryHeadOptions,
    /** Loss of the classes. */
    loss_cls: slot('loss').prefault({ type: 'CrossEntropyLoss', use_sigmoid: false, loss_weight: 1 }),
    /** File with the embeddings that queries start from; learned from nothing when null. */
    query_init_path: z.string().nullable().default(null),
    /** Which proposal each query is contrasted with. */
    obj_assigner: slot('assigner').nullable().default(null),
    /** Loss of the embeddings. */
    loss_contrastive: slot('loss').prefault({ type: 'ContrastiveLoss', loss_weight: 1, temperature: 0.5 }),
  }),
});

export const selfSupHungarianAssigner = defineComponent({
  type: 'SelfSupHungarianAssigner',
  schema: z.strictObject(hungarianAssignerOptions),
});

export const pseudoHungarianAssigner = defineComponent({
  type: 'PseudoHungarianAssigner',
  schema: z.strictObject(hungarianAssignerOptions),
});

const costSchema = z.strictObject({
  /** Factor of this cost in the total. */
  weight: z.number().default(1),
});

export const zeroCost = defineComponent({ type: 'ZeroCost', schema: costSchema });
export const dissimilarCost = defineComponent({ type: 'DissimilarCost', schema: costSchema });
export const negativeCosineSimilarityCost = defineComponent({
  type: 'NegativeCosineSimilarityCost',
  schema: costSchema,
});
