import { jest } from '@jest/globals';
import { ConfigError, silentProgress } from '../../aligndet/core/index.js';
import { detectAll } from '../../aligndet/runner/index.js';
import type { Batch, Detections } from '../../aligndet/structures/index.js';
import { emptyBatch, OneWeight } from '../support/runs.js';

const source = (...batches: (Batch | Batch[])[]) => ({
  length: batches.length,
  async *batches() {
    yield* batches;
  },
});

const merged = { bboxes: Float32Array.of(1, 2, 3, 4, 0.5) } as Detections;

describe('detectAll', () => {
  it('gives the detections of plain batches, a single view being one of them', async () => {
    const model = new OneWeight();
    const results = await detectAll(model, source(emptyBatch(2), [emptyBatch(1)]), silentProgress);
    expect(results).toEqual([{}, {}, {}]);
    expect(model.training).toBe(false);
  });

  it('leaves several views to the detector', async () => {
    const model = Object.assign(new OneWeight(), { detectInViews: jest.fn(() => merged) });
    const views = [emptyBatch(1), emptyBatch(1)];
    expect(await detectAll(model, source(views, emptyBatch(1)), silentProgress)).toEqual([merged, {}]);
    expect(model.detectInViews.mock.calls).toEqual([[views, { rescale: true }]]);
  });

  it('says so where a detector merges none', async () => {
    const run = detectAll(new OneWeight(), source([emptyBatch(1), emptyBatch(1)]), silentProgress);
    await expect(run).rejects.toThrow(ConfigError);
    await expect(run).rejects.toThrow('creates 2 views of an image, but this detector cannot merge');
  });
});
