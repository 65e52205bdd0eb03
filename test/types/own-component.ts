/** @module A component from outside of the library: its config is typed after one declaration. */
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

declare module 'aligndet' {
  interface SlotLists {
    'loss:own': typeof ownLosses;
  }
}

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
      },
    },
  },
});
