/** SGD with momentum over 24 epochs, after 500 iterations of linear warm-up; 16 images a step. */
import { defineConfig } from 'aligndet';

export default defineConfig({
  optimizer: { type: 'SGD', lr: 0.02, momentum: 0.9, weight_decay: 1e-4 },
  optimizer_config: { grad_clip: null },
  lr_config: {
    policy: 'step',
    warmup: 'linear',
    warmup_iters: 500,
    warmup_ratio: 0.001,
    step: [16, 22],
  },
  runner: { type: 'EpochBasedRunner', max_epochs: 24 },
});
