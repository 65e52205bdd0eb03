/**
 * The same detector with an assigner that reads predictions.
 *
 * Run:       npx aligndet train examples/custom-components/retinanet_simota.ts
 * Reference: none.
 */
import { defineConfig } from 'aligndet';

export default defineConfig({
  _base_: './retinanet.ts',
  custom_imports: {
    imports: [
      './ghm-loss.ts',
      './path-aggregation-fpn.ts',
      './csv-dataset.ts',
      './random-gamma.ts',
      './loss-average-hook.ts',
      './sim-ota-assigner.ts',
    ],
  },
  model: {
    bbox_head: { anchor_generator: { ratios: [1] } },
    train_cfg: { assigner: { _delete_: true, type: 'SimOTAAssigner', center_radius: 2.5 } },
  },
});
