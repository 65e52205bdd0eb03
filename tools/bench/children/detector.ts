/**
 * @module Times whole iterations of a detector in a process of its own: `detector.ts train|pretrain|detect REPEATS`.
 * A training iteration is forward, backward and the optimizer's step.
 */
import { builtinBuilder } from '../../../aligndet/builtins.js';
import type { ComponentConfig } from '../../../aligndet/core/index.js';
import { paramGroups } from '../../../aligndet/optim/index.js';
import { type TrainableModel, trainStep } from '../../../aligndet/runner/index.js';
import type { TrainingBatch } from '../../../aligndet/structures/index.js';
import { time } from '../benchmark.js';
import { NUM_IMAGES, sceneBatch } from '../scene.js';
import { detectEverything, maskRcnn, pretraining } from '../scene-models.js';
import { peakMb } from './peak-memory.js';

const SGD = { type: 'SGD', lr: 1e-6, momentum: 0.9, weight_decay: 1e-4 } satisfies ComponentConfig;

const [mode, repeats] = process.argv.slice(2);
const model = (await (mode === 'pretrain' ? pretraining() : maskRcnn())) as TrainableModel;
const counts: number[] = [];
const run = mode === 'detect' ? detect() : train();
const timing = await time(run, Number(repeats), 2);
process.stdout.write(JSON.stringify({ ...timing, peakMb: peakMb(), count: counts.at(-1) ?? 0 }));

function train(): () => void {
  const factory = builtinBuilder().build('optimizer', SGD, 'optimizer');
  const optimizer = factory.create(paramGroups(model, factory, null));
  const batch: TrainingBatch =
    mode === 'pretrain' ? [1, 1].map((seed) => sceneBatch(NUM_IMAGES, seed)) : sceneBatch(NUM_IMAGES, 1);
  model.train();
  let iter = 0;
  return () => {
    const { gradients } = trainStep(model, batch, iter++);
    optimizer.step(gradients);
    for (const gradient of gradients.values()) gradient.dispose();
    if ('momentumUpdate' in model) (model as { momentumUpdate(): void }).momentumUpdate();
  };
}

function detect(): () => void {
  const batch = sceneBatch(1, 1);
  detectEverything(model);
  model.eval();
  return () => {
    const [{ labels }] = model.detect(batch, { rescale: true });
    counts.push(labels.length);
  };
}
