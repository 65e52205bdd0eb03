import { join } from 'node:path';
import { silentProgress } from '../../../aligndet/core/index.js';
import { runFidelity } from '../../fidelity/index.js';
import { fixtures } from '../../support/paths.js';

describe('masks against pycocotools and mmdetection', () => {
  it.each(['rle', 'masks', 'rasterize', 'seg_masks'])('%s', async (op) => {
    const folder = join(fixtures, 'goldens/ops', op);
    const results = await runFidelity(folder, { progress: silentProgress, report() {} });
    expect(results.length).toBeGreaterThan(0);
    expect(results.filter(({ status }) => status !== 'pass')).toEqual([]);
  });
});
