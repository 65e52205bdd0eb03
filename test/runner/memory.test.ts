import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtinBuilder } from '../../aligndet/builtins.js';
import { Random, silentLogger } from '../../aligndet/core/index.js';
import { type EngineMemory, memory } from '../../aligndet/engine/index.js';
import { paramGroups } from '../../aligndet/optim/index.js';
import {
  type BatchSource,
  iterTimerHook,
  Runner,
  runByIter,
  type TrainableModel,
} from '../../aligndet/runner/index.js';
import type { TrainingBatch } from '../../aligndet/structures/index.js';
import { tinyBatch, tinyMaskRcnn, tinySelfSup } from '../support/tiny-models.js';

/** Other boxes in each iteration, so that shapes vary as in a real run. */
function batches(length: number, make: (seed: number) => TrainingBatch): BatchSource {
  return {
    length,
    async *epoch() {
      for (let i = 0; i < length; i++) yield make(i);
    },
  };
}

const cases = {
  'Mask R-CNN': [200, tinyMaskRcnn, (seed: number) => tinyBatch([1 + (seed % 3), 1], seed), []],
  'self-supervised Mask R-CNN': [
    30,
    tinySelfSup,
    (seed: number) => [tinyBatch([2, 1], seed), tinyBatch([2, 1], seed + 1)],
    [{ type: 'MomentumUpdateHook' }],
  ],
} as const;

describe('memory of a run', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aligndet-memory-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(Object.entries(cases))(
    '%s: never more tensors than after 2 iterations',
    async (_name, [iterations, config, make, hooks]) => {
      const builder = builtinBuilder();
      const before = memory().numTensors;
      const model = builder.build('detector', config) as TrainableModel;
      model.resetParameters(new Random(0));
      model.initWeights({ random: new Random(1), logger: silentLogger, loadPretrained() {} });
      const factory = builder.build('optimizer', { type: 'AdamW', lr: 1e-4, weight_decay: 0.01 });
      const optimizer = factory.create(paramGroups(model, factory, null));
      const runner = new Runner({
        model,
        optimizer,
        logger: silentLogger,
        workDir: folder,
        timestamp: 'run',
        meta: {},
      });
      const counts: EngineMemory[] = [];
      const clip = { type: 'OptimizerHook', grad_clip: { max_norm: 35 } };
      runner.register(builder.build('hook', clip), 'ABOVE_NORMAL');
      for (const hook of hooks) runner.register(builder.build('hook', hook));
      runner.register(iterTimerHook(), 'LOW');
      runner.register(builder.build('hook', { type: 'TextLoggerHook', interval: 10 }), 'VERY_LOW');
      runner.register({ name: 'Count', beforeTrainIter: () => void counts.push(memory()) });
      await runByIter(runner, batches(iterations, make), iterations);
      expect(counts).toHaveLength(iterations);
      // The first step makes the optimizer's state.
      const [, second] = counts;
      for (const count of counts.slice(1)) expect(count).toEqual(second);
      optimizer.dispose();
      model.dispose();
      expect(memory().numTensors).toBe(before);
    },
  );
});
