/**
 * The quickstart's pre-training on scenes of handwritten digits: as `pretrain.ts`, on smaller images, once.
 *
 * First:     npm run quickstart, which makes the images and the proposals
 * Run:       npx aligndet train configs/quickstart/pretrain_digits.ts
 * Reference: none.
 */
import { defineConfig } from 'aligndet';
import { viewPipeline } from './pieces.ts';

const view = viewPipeline([
  [160, 128],
  [160, 160],
  [144, 144],
]);

export default defineConfig({
  _base_: './pretrain.ts',
  data: { train: { pipelines: [view, view] } },
  runner: { max_epochs: 1 },
});
