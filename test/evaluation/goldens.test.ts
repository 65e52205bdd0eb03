import { join } from 'node:path';
import { silentProgress } from '../../aligndet/core/index.js';
import { runFidelity } from '../fidelity/index.js';
import { goldensFolder, noGoldens } from '../support/paths.js';

(goldensFolder === undefined ? describe.skip : describe)(
  `evaluation against pycocotools and mmdetection (${noGoldens})`,
  () => {
    it('gives the same numbers', async () => {
      const folder = join(goldensFolder as string, 'evaluation');
      const results = await runFidelity(folder, { progress: silentProgress, report() {} });
      expect(results.length).toBeGreaterThan(0);
      expect(results.filter(({ status }) => status !== 'pass')).toEqual([]);
    });
  },
);
