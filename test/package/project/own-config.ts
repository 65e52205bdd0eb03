/**
 * RetinaNet with a loss of one's own.
 *
 * Run:       npx aligndet train own-config.ts
 * Reference: none; it only shows that a config of one's own is read.
 */
import { defineConfig } from 'aligndet';

export default defineConfig({
  _base_: 'aligndet/configs/coco/retinanet_r50_fpn_1x_coco.ts',
  custom_imports: { _delete_: true, imports: ['./own-loss.ts'] },
  model: { bbox_head: { loss_bbox: { _delete_: true, type: 'OwnLoss', loss_weight: 2 } } },
});
