/** @module Declared: one truth for each query at the least cost; DETR, https://arxiv.org/abs/2005.12872, section 3.1. */
import { z } from 'zod';
import { defineComponent, slot } from '../../core/index.js';

/** Factor of a cost among others. */
const weight = z.number().default(1);

export const hungarianAssignerOptions = {
  /** Cost of the class. */
  cls_cost: slot('match_cost').prefault({ type: 'ClassificationCost', weight: 1 }),
  /** Cost of the box's distance. */
  reg_cost: slot('match_cost').prefault({ type: 'BBoxL1Cost', weight: 1 }),
  /** Cost of the box's overlap. */
  iou_cost: slot('match_cost').prefault({ type: 'IoUCost', iou_mode: 'giou', weight: 1 }),
};

export const hungarianAssigner = defineComponent({
  type: 'HungarianAssigner',
  schema: z.strictObject(hungarianAssignerOptions),
});

export const classificationCost = defineComponent({
  type: 'ClassificationCost',
  schema: z.strictObject({
    /** Factor of this cost in the total. */
    weight,
  }),
});

export const bboxL1Cost = defineComponent({
  type: 'BBoxL1Cost',
  schema: z.strictObject({
    /** Factor of this cost in the total. */
    weight,
    /** Whether corners are compared, or centres and sizes. */
    box_format: z.enum(['xyxy', 'xywh']).default('xyxy'),
  }),
});

export const iouCost = defineComponent({
  type: 'IoUCost',
  schema: z.strictObject({
    /** Intersection over union, or with a slope for boxes that do not touch. */
    iou_mode: z.enum(['iou', 'giou']).default('giou'),
    /** Factor of this cost in the total. */
    weight,
  }),
});

export const focalLossCost = defineComponent({
  type: 'FocalLossCost',
  schema: z.strictObject({
    /** Factor of this cost in the total. */
    weight,
    /** Weight of positives among all. */
    alpha: z.number().default(0.25),
    /** How much less easy examples count. */
    gamma: z.number().default(2),
    /** Added to what a logarithm is taken of. */
    eps: z.number().positive().default(1e-12),
    /** Whether masks are compared instead of classes. */
    binary_input: z.boolean().default(false),
  }),
});

export const diceCost = defineComponent({
  type: 'DiceCost',
  schema: z.strictObject({
    /** Factor of this cost in the total. */
    weight,
    /** Whether masks go through a sigmoid first. */
    pred_act: z.boolean().default(false),
    /** Added to both sides of the fraction. */
    eps: z.number().positive().default(1e-3),
    /** Sums instead of sums of squares below the fraction. */
    naive_dice: z.boolean().default(true),
  }),
});

export const crossEntropyLossCost = defineComponent({
  type: 'CrossEntropyLossCost',
  schema: z.strictObject({
    /** Factor of this cost in the total. */
    weight,
    /** Whether each mask is a question of its own. */
    use_sigmoid: z.boolean().default(true),
  }),
});
