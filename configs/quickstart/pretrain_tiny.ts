/**
 * The quickstart's pre-training as a smoke test: a few images, one epoch. It shows that everything runs, not that it learns.
 *
 * First:     npm run quickstart -- --tiny, which makes the images and the proposals
 * Run:       npx aligndet train configs/quickstart/pretrain_tiny.ts
 * Reference: none.
 */
import { defineConfig } from 'aligndet';

export default defineConfig({
  _base_: './pretrain.ts',
  runner: { max_epochs: 1 },
  lr_config: { warmup_iters: 2 },
  log_config: { interval: 1 },
});
