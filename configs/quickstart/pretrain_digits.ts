/**
 * The quickstart's pre-training on scenes of handwritten digits: as `pretrain.ts`, on smaller images, once.
 *
 * Run:       npm run quickstart, which composes the scenes and makes the proposals
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
