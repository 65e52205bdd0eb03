import { join } from 'node:path';
import { checkpointHandler } from '../fidelity/checkpoint/index.js';
import { fixtures } from '../support/paths.js';

const cases = await checkpointHandler.find(join(fixtures, 'goldens/checkpoint'));

/** Made by torch 1.13.0, mmcv 1.6.0, mmdet 2.25.2 and AlignDet's tools; see `source` in each case. */
describe('golden cases of checkpoints', () => {
  it.each(cases.map((golden) => [golden.name, golden] as const))('%s', async (_name, golden) => {
    const findings = await checkpointHandler.run(golden);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.filter(({ share }) => !(share <= 1))).toEqual([]);
  });
});
