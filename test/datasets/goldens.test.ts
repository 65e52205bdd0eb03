/** The pictures of these cases belong to others: they run where they lie, and are never copied here. */
import { join } from 'node:path';
import { datasetsHandler } from '../fidelity/datasets/index.js';
import { pipelinesHandler } from '../fidelity/pipelines/index.js';
import { goldensFolder, noGoldens } from '../support/paths.js';

describe.skipIf(goldensFolder === undefined)(`golden cases (${noGoldens} otherwise)`, () => {
  it.each([datasetsHandler, pipelinesHandler])('$family', async (handler) => {
    const cases = await handler.find(join(goldensFolder!, handler.family));
    expect(cases.length).toBeGreaterThan(0);
    for (const golden of cases) {
      const failed = (await handler.run(golden)).filter(({ share }) => !(share <= 1));
      expect(failed, golden.name).toEqual([]);
    }
  });
});
