import { join } from 'node:path';
import { configsHandler } from '../fidelity/configs/index.js';
import { fixtures } from '../support/paths.js';

const cases = await configsHandler.find(join(fixtures, 'goldens/configs'));

describe('golden configs of mmcv', () => {
  it('are those of inheritance, options and command lines', () => {
    const count = (kind: string) => cases.filter(({ name }) => name.startsWith(`configs/${kind}/`)).length;
    expect([count('inheritance'), count('cfg-options'), count('command-lines')]).toEqual([51, 111, 7]);
  });

  it.each(cases.map((golden) => [golden.name, golden] as const))('%s', async (_name, golden) => {
    const findings = await configsHandler.run(golden);
    expect(findings.length).toBeGreaterThan(0);
    expect(
      findings.filter(({ share }) => !(share <= 1)).map(({ name, detail }) => `${name}: ${detail}`),
    ).toEqual([]);
  });
});
