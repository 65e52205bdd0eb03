import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatJson, loadConfig } from '../../aligndet/config/index.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aligndet-imports-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What the first file comes to, or the message. */
async function read(files: Record<string, string>): Promise<unknown> {
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text.replaceAll('FOLDER', folder));
  }
  try {
    return (await loadConfig(join(folder, Object.keys(files)[0]))).config;
  } catch (error) {
    return (error as Error).message.replaceAll(`${folder}/`, '');
  }
}

const pieces = 'export const neck = { a: 1 };';
const whole = 'export default { seed: 1 };';

describe('imports of configs', () => {
  it.each<[string, Record<string, string>, unknown]>([
    [
      'a module without default export',
      { 'a.ts': "import base from './b.js';\nexport default { _base_: base };", 'b.ts': pieces },
      'a.ts imports from "./b.js", which has no default export. It exports: neck.',
    ],
    [
      'a name that is not exported',
      { 'a.ts': "import { nek } from './b.js';\nexport default { x: nek };", 'b.ts': pieces },
      'a.ts imports from "./b.js", which does not export "nek". It exports: neck.',
    ],
    [
      'a circle',
      {
        'a.ts': "import b from './b.js';\nexport default { b };",
        'b.ts': "import a from './a.js';\nexport default { a };",
      },
      'Configs import each other in a circle: a.ts -> b.ts -> a.ts.',
    ],
    [
      'names, spaces of names and bases',
      {
        'a.ts':
          "import * as all from './b.js';\nimport base from './c.js';\nexport default { _base_: base, x: all.neck };",
        'b.ts': pieces,
        'c.ts': whole,
      },
      { seed: 1, x: { a: 1 } },
    ],
    [
      'modules that end in .mts',
      { 'a.mts': "import base from './b.mjs';\nexport default { _base_: base };", 'b.mts': whole },
      { seed: 1 },
    ],
    [
      'an absolute path',
      { 'a.ts': "import base from 'FOLDER/b.ts';\nexport default { _base_: base };", 'b.ts': whole },
      { seed: 1 },
    ],
    [
      'an address of a file',
      { 'a.ts': "import base from 'file://FOLDER/b.ts';\nexport default { _base_: base };", 'b.ts': whole },
      { seed: 1 },
    ],
    ['JSON with a byte-order mark', { 'a.json': '\uFEFF{ "seed": 1 }' }, { seed: 1 }],
    ['Python with a byte-order mark', { 'a.py': '\uFEFFseed = 1\n' }, { seed: 1 }],
  ])('%s', async (_case, files, expected) => {
    expect(await read(files)).toEqual(expected);
  });

  it('says that a link points to nothing', async () => {
    symlinkSync(join(folder, 'gone.ts'), join(folder, 'a.ts'));
    await expect(loadConfig(join(folder, 'a.ts'))).rejects.toThrow('which does not exist');
  });
});

describe('numbers that JSON lacks', () => {
  it('come back as they were, or are refused', async () => {
    const config = { a: Number.POSITIVE_INFINITY, b: [Number.NEGATIVE_INFINITY, 'Infinity'] };
    expect(JSON.parse(formatJson(config))).toEqual(config);
    expect(await read({ 'a.json': formatJson(config) })).toEqual(config);
    expect(() => formatJson({ a: Number.NaN })).toThrow('a: the value is NaN, which JSON cannot represent.');
  });

  it('are read as Python writes them', async () => {
    expect(await read({ 'a.json': '{ "a": [Infinity, -Infinity, NaN, "NaN"] }' })).toEqual({
      a: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, 'NaN'],
    });
  });
});
