import { defineComponent, z } from 'aligndet/components';

export const ownLoss = defineComponent({
  slot: 'loss',
  type: 'OwnLoss',
  schema: z.strictObject({
    /** Factor of this loss in the total. */
    loss_weight: z.number().default(1),
  }),
  build: () => {
    throw new Error('nobody builds it');
  },
});

declare module 'aligndet' {
  interface Components {
    OwnLoss: typeof ownLoss;
  }
}
