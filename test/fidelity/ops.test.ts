import { join } from 'node:path';
import { fixtures } from '../support/paths.js';
import { foldersWithCase } from './find-cases.js';
import { opsHandler } from './ops/family.js';

/** Ops that have tests of their own elsewhere. */
const elsewhere = ['masks', 'rasterize', 'rle', 'seg_masks'];

const cases = (await foldersWithCase(join(fixtures, 'goldens/ops'), 'ops')).filter(
  ({ name }) => !elsewhere.includes(name.split('/')[1]),
);

describe('golden ops', () => {
  it.each(cases.map((golden) => [golden.name, golden] as const))('%s', async (_name, golden) => {
    const findings = await opsHandler.run(golden);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.filter(({ share }) => !(share <= 1))).toEqual([]);
  });
});
