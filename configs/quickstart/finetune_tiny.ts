/**
 * The quickstart's fine-tuning as a smoke test: a few images, one epoch. It shows that everything runs, not that it learns.
 *
 * First:     npm run quickstart -- --tiny, which makes the images
 * Run:       npx aligndet train configs/quickstart/finetune_tiny.ts
 * Reference: none.
 */
import { defineConfig } from 'aligndet';

export default defineConfig({
  _base_: './finetune.ts',
  runner: { max_epochs: 2 },
  lr_config: { warmup_iters: 2 },
  log_config: { interval: 1 },
});
