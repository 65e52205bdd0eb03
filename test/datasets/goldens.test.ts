/** The pictures of these cases belong to others: they run where they lie, and are never copied here. */
import { join } from 'node:path';
import { silentProgress } from '../../aligndet/core/index.js';
import { datasetsHandler } from '../fidelity/datasets/index.js';
import { runFidelity } from '../fidelity/index.js';
import { pipelinesHandler } from '../fidelity/pipelines/index.js';
import { fixtures, goldensFolder, noGoldens } from '../support/paths.js';

(goldensFolder === undefined ? describe.skip : describe)(`golden cases (${noGoldens} otherwise)`, () => {
  it.each([datasetsHandler, pipelinesHandler])('$family', async (handler) => {
    const cases = await handler.find(join(goldensFolder!, handler.family));
    expect(cases.length).toBeGreaterThan(0);
    for (const golden of cases) {
      const failed = (await handler.run(golden)).filter(({ share }) => !(share <= 1));
      expect([golden.name, failed]).toEqual([golden.name, []]);
    }
  });
});

describe('golden cases of batches', () => {
  it('groups samples by samples_per_gpu', async () => {
    const results = await runFidelity(join(fixtures, 'goldens/pipelines'), {
      progress: silentProgress,
      report() {},
    });
    expect(results.map(({ name }) => name)).toEqual([
      'pipelines/collate_groups',
      'pipelines/collate_multiview_groups',
    ]);
    expect(results.filter(({ status }) => status !== 'pass')).toEqual([]);
  });
});
