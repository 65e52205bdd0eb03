/** Pre-training data as in `coco_soft-teacher.ts`, with views of any scale up to 1600 x 1400. */
import { defineConfig } from 'aligndet';
import { viewPipeline } from './coco_soft-teacher.ts';

const view = viewPipeline({
  img_scale: [
    [1600, 400],
    [1600, 1400],
  ],
  multiscale_mode: 'range',
});

export default defineConfig({
  _base_: 'coco_soft-teacher.ts',
  train_pipeline1: view,
  train_pipeline2: view,
  data: { train: { pipelines: [view, view] } },
});
