import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../aligndet/config/index.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aligndet-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (files: Record<string, string>) => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
};
const load = (name: string, overrides: string[] = []) => loadConfig(join(folder, name), { overrides });

describe('loadConfig', () => {
  it('reads TypeScript, JavaScript, JSON, YAML and Python, and lets each inherit from the other', async () => {
    write({
      'a.py': "root = 'data/'\na = dict(x=1, y=(1, 2))\nfiles = [f'{root}{i}' for i in range(2)]\n",
      'b.json': '{ "_base_": "a.py", "b": {{ _base_.a.x }} }',
      'c.yaml': '_base_: b.json\nc: "{{ _base_.files }}"\n',
      'd.js': "module.exports = { _base_: 'c.yaml', a: { x: 2 } };",
      'e.ts':
        "import base from './d.js';\nimport { defineConfig } from 'aligndet';\nexport default defineConfig({ _base_: base, e: 5 as const });",
    });
    const { config } = await load('e.ts', ['a.z=3']);
    expect(config).toEqual({
      root: 'data/',
      a: { x: 2, y: [1, 2], z: 3 },
      files: ['data/0', 'data/1'],
      b: 1,
      c: ['data/0', 'data/1'],
      e: 5,
    });
  });

  it.each<[string, Record<string, string>, RegExp]>([
    [
      'a file that is not there',
      { 'confg.ts': '' },
      /config\.ts does not exist\. Did you mean .*confg\.ts\?/,
    ],
    [
      'a base that is not there',
      { 'config.ts': "export default { _base_: './bse.ts' };" },
      /bse\.ts does not exist\..*\(.*config\.ts:1:18 inherits from it\.\)/,
    ],
    ['a syntax error', { 'config.ts': 'export default {\n  a: 1,,\n};' }, /config\.ts:2:8: /],
    [
      'an error at run time',
      { 'config.ts': 'const a = 1 as number;\n\nexport default { b: (a as any).b.c };' },
      /config\.ts:3:\d+: Cannot read properties of undefined/,
    ],
    [
      'no default export',
      { 'config.ts': 'export const a = 1;' },
      /expected an object as the default export: `export default/,
    ],
    [
      'what is no plain data',
      { 'config.ts': 'export default { a: { b: () => 1 } };' },
      /a\.b: expected plain data, but got a function/,
    ],
    ['an undefined value', { 'config.ts': 'export default { a: undefined };' }, /a: .*use null for "none"/],
    [
      'an import of what configs do not get',
      { 'config.ts': "import { Trainer } from 'aligndet';\nexport default { a: Trainer };" },
      /imports "Trainer" from "aligndet", but configs may only import: defineConfig/,
    ],
    [
      'a circle',
      {
        'config.ts': "export default { _base_: 'b.ts' };",
        'b.ts': "export default { _base_: 'config.ts' };",
      },
      /circle: config\.ts -> b\.ts -> config\.ts/,
    ],
    [
      'a reference to nothing',
      {
        'config.ts': "export default { _base_: 'b.ts', a: '{{ _base_.x.y }}' };",
        'b.ts': 'export default { x: { z: 1 } };',
      },
      /a: cannot resolve \{\{ _base_\.x\.y \}\}: _base_\.x has no "y"\. Known: z\./,
    ],
    [
      'a key that would change a prototype',
      { 'config.json': '{ "a": { "__proto__": { "b": 1 } } }' },
      /a\.__proto__: the key "__proto__" is not allowed/,
    ],
    [
      'Python that would have to run',
      { 'config.py': 'import torch\na = 1\n' },
      /config\.py:1:1: cannot import torch without running Python/,
    ],
    [
      'an endless loop',
      { 'config.py': 'a = 0\nwhile True:\n    a = 1 - a\n' },
      /config\.py:\d+:\d+: the config runs too long/,
    ],
    [
      'a computation with a reference',
      { 'config.py': "_base_ = 'b.py'\na = {{ _base_.x }} + 1\n", 'b.py': 'x = 1' },
      /config\.py:2:5: \{\{ _base_\.x \}\} is only known after inheritance/,
    ],
  ])('names the place of %s', async (_case, files, expected) => {
    write(files);
    const entry = ['config.json', 'config.py'].find((name) => name in files) ?? 'config.ts';
    await expect(load(entry)).rejects.toThrow(expected);
  });

  it('leaves prototypes alone whatever the names of keys', async () => {
    write({ 'a.json': '{ "constructor": { "prototype": { "x": 1 } }, "toString": { "y": 2 } }' });
    const { config } = await load('a.json', ['constructor.prototype.z=1', 'toString.y=3']);
    expect(config).toEqual({ constructor: { prototype: { x: 1, z: 1 } }, toString: { y: 3 } });
    expect(({} as Record<string, unknown>).z).toBeUndefined();
    await expect(load('a.json', ['__proto__.z=1'])).rejects.toThrow('"__proto__" is not allowed');
  });
});
