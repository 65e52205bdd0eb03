/** @module Components from outside of the library: their configs are typed after one declaration. */
import { z } from 'zod';
import { defineComponent, defineConfig } from '../../aligndet/index.js';

const wing = defineComponent({
  type: 'OwnLossOfTheTypeTests',
  schema: z.strictObject({
    /** Width of the middle part. */
    omega: z.number().default(10),
  }),
  build: () => () => 0,
});

export const ownLosses = [wing] as const;

const bump = defineComponent({
  slot: 'loss',
  type: 'OwnLossWithASlot',
  schema: z.strictObject({ height: z.number() }),
  build:
    ({ height }) =>
    (prediction) =>
      prediction.mul(height),
});

declare module 'aligndet' {
  interface SlotLists {
    'loss:own': typeof ownLosses;
  }
  interface Components {
    bump: typeof bump;
  }
}

export const notALoss = defineComponent({
  slot: 'loss',
  type: 'NoLoss',
  schema: z.strictObject({}),
  // @ts-expect-error a loss is a function that gives a tensor
  build: () => 'no loss',
});

export const noSlot = defineComponent({
  // @ts-expect-error no slot has this name
  slot: 'los',
  type: 'NoSlot',
  schema: z.strictObject({}),
});

export const config = defineConfig({
  _base_: '../_base_/models/mask_rcnn_r50_fpn.ts',
  model: {
    roi_head: {
      bbox_head: {
        loss_bbox: {
          type: 'OwnLossOfTheTypeTests',
          // @ts-expect-error omega
          omga: 5,
        },
        loss_cls: { type: 'OwnLossWithASlot', height: 2 },
      },
    },
  },
});

export const wrong = defineConfig({
  _base_: '../_base_/models/mask_rcnn_r50_fpn.ts',
  model: {
    roi_head: {
      bbox_head: {
        loss_cls: {
          type: 'OwnLossWithASlot',
          // @ts-expect-error a number
          height: 'tall',
        },
      },
    },
  },
});
