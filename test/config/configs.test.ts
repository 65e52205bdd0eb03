import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadConfig } from '../../aligndet/config/index.js';
import { fixtures, goldensFolder, noGoldens } from '../support/paths.js';

const folder = resolve(import.meta.dirname, '../../configs');
const { configs: digests } = JSON.parse(
  readFileSync(join(fixtures, 'configs/resolved-sha256.json'), 'utf8'),
) as {
  configs: Record<string, string>;
};
const names = Object.keys(digests);

const found = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => file.replaceAll('\\', '/').replace(/\.ts$/, ''))
  .sort();

describe('the configs of AlignDet', () => {
  it('are all here, and no others beside the quickstart and those of mmdetection', () => {
    expect(found.filter((name) => !/^(quickstart|mmdetection)/.test(name))).toEqual(names);
  });

  it.each(names)('%s resolves to what mmcv gives, in the same order of keys', async (name) => {
    const { config, warnings } = await loadConfig(join(folder, `${name}.ts`));
    const golden = goldensFolder === undefined ? '' : join(goldensFolder, 'configs', `${name}.json`);
    if (existsSync(golden)) expect(config).toEqual(JSON.parse(readFileSync(golden, 'utf8')));
    expect(createHash('sha256').update(JSON.stringify(config)).digest('hex')).toBe(digests[name]);
    expect(warnings).toEqual([]);
  });

  (goldensFolder !== undefined ? it.skip : it)(`were compared by digest only: ${noGoldens}`, () => {});
});

describe('published configs', () => {
  it.each(found.filter((name) => !/^(_base_|quickstart)/.test(name)))(
    '%s opens with its command and what to expect',
    (name) => {
      const source = readFileSync(join(folder, `${name}.ts`), 'utf8');
      const header = /^\/\*\*[\s\S]*?\*\//.exec(source)?.[0] ?? '';
      expect(header).toContain(`configs/${name}.ts`);
      expect(header).toMatch(/Run: {7}bash tools\/dist_train\.sh/);
      expect(header).toMatch(/Reference: \S/);
    },
  );
});
