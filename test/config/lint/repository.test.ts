import { relative } from 'node:path';
import { builtinBuilder } from '../../../aligndet/builtins.js';
import { lintTools } from '../../../aligndet/config/index.js';

describe('the configs of this repository', () => {
  it('lint clean', async () => {
    const { findConfigs, lintConfigs } = await lintTools();
    const files = findConfigs(['configs']);
    expect(files.length).toBeGreaterThan(80);
    const findings = await lintConfigs(files, builtinBuilder());
    expect(
      findings.map(({ code, location }) => `${code} ${relative('.', location.file)}:${location.line}`),
    ).toEqual([]);
  });
});
