/** Faster R-CNN (https://arxiv.org/abs/1506.01497): Mask R-CNN without its mask branch. */
import { defineConfig } from 'aligndet';

export default defineConfig({
  _base_: ['mask_rcnn_r50_fpn.ts'],
  model: { roi_head: { mask_roi_extractor: null, mask_head: null } },
});
