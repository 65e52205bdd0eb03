/**
 * The quickstart's fine-tuning on scenes of handwritten digits: small images, never mirrored, because a mirrored digit is
 * none, and a higher rate, because ten shapes in any colours take longer to tell apart than the cells of a blood smear.
 *
 * First:     npm run quickstart, which makes the images
 * Run:       npx aligndet train configs/quickstart/finetune_digits.ts
 * Reference: none; `work_dirs/quickstart/report.html` shows what a run reached. AP50 of 0.5 or more is the aim.
 */
import { defineConfig } from 'aligndet';
import { testPipeline, trainPipeline } from './pieces.ts';

const img_scale = [160, 160] as const;
const held_back = { pipeline: testPipeline(img_scale) };

export default defineConfig({
  _base_: './finetune.ts',
  data: {
    train: { pipeline: trainPipeline(img_scale, 0) },
    val: held_back,
    test: held_back,
  },
  optimizer: { lr: 2e-3 },
  runner: { max_epochs: 3 },
});
