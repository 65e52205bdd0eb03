// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the expected sources hold templates

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { jest } from '@jest/globals';
import { migrateCommand } from '../../../aligndet/cli/config/migrate.js';
import { loadConfig, migrateToPython, migrateToTypeScript } from '../../../aligndet/config/index.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aligndet-migrate-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  jest.restoreAllMocks();
});

/** The TypeScript of a Python source below its header. */
async function migrate(source: string, mapBase = (path: string) => path.replace(/\.py$/, '.ts')) {
  const file = join(folder, 'a.py');
  writeFileSync(file, source);
  const { text, byValue } = await migrateToTypeScript(file, { target: join(folder, 'a.ts'), mapBase });
  return { text: text.slice(text.indexOf("from 'aligndet';") + 18), byValue };
}

const exported = (...lines: string[]) => `export default defineConfig({ ${lines.join(', ')} });\n`;

describe('migrateToTypeScript', () => {
  it.each<[string, string, string]>([
    [
      'objects',
      "a = dict(type='A', x=1.0, y={'b-c': None, 'd': (1, True)})",
      exported("a: { type: 'A', x: 1, y: { 'b-c': null, d: [1, true] } }"),
    ],
    ['bases', "_base_ = ['../b.py', 'c.py']", exported("_base_: ['../b.ts', 'c.ts']")],
    ['references to bases', 'a = {{ _base_.b.c }}', exported("a: '{{ _base_.b.c }}'")],
    [
      'numbers as they were written',
      'a = [1e-3, 2.5E-05, 0.0001, 1., .5]',
      exported('a: [1e-3, 2.5e-5, 0.0001, 1, 0.5]'),
    ],
    [
      'a variable that is used',
      "r = 'data/'\na = r + 'x'",
      `const r = 'data/';\n\n${exported('r', 'a: `${r}x`')}`,
    ],
    [
      'spreads',
      'n = dict(m=1)\na = dict(t=2, **n)',
      `const n = { m: 1 } as const;\n\n${exported('n', 'a: { t: 2, ...n }')}`,
    ],
    ['f-strings', "k = 3\na = f'{{x}}_{k + 1}'", `const k = 3;\n\n${exported('k', 'a: `{x}_${k + 1}`')}`],
    [
      'arithmetic',
      'n = 5\na = (n + 1) * 2 // 3',
      `const n = 5;\n\n${exported('n', 'a: Math.floor((n + 1) * 2 / 3)')}`,
    ],
    [
      'items and lengths',
      's = [1, 2]\na = s[-1] + len(s)',
      `const s = [1, 2] as const;\n\n${exported('s', 'a: s.at(-1) + s.length')}`,
    ],
    [
      'repetition and sums of lists',
      'n = 2\na = [1] * n + [3]',
      `const n = 2;\n\n${exported('n', 'a: [...Array.from({ length: n }, () => 1), 3]')}`,
    ],
    [
      'comprehensions',
      "a = [f'c{i}' for i in range(3)]",
      exported('a: Array.from({ length: 3 }, (_, i) => `c${i}`)'),
    ],
    [
      'dict comprehensions',
      "d = [1, 2]\na = {f's{i}': n for i, n in enumerate(d)}",
      `const d = [1, 2] as const;\n\n${exported('d', 'a: Object.fromEntries(d.map((n, i) => [`s${i}`, n]))')}`,
    ],
    [
      'changes',
      "k = dict(a=1)\nk.update(dict(b=2))\nk['c'] = 3",
      `const k = { a: 1 };\nObject.assign(k, { b: 2 });\nk.c = 3;\n\n${exported('k')}`,
    ],
    ['second values', 'a = 1\na = a + 1', `let a = 1;\na = a + 1;\n\n${exported('a')}`],
    [
      'names that TypeScript keeps',
      'class_ = 1\nnew = 2\na = [new]',
      `const new_ = 2;\n\n${exported('class_: 1', 'new: new_', 'a: [new_]')}`,
    ],
  ])('translates %s', async (_case, source, expected) => {
    expect(await migrate(source)).toEqual({ text: expected, byValue: [] });
  });

  it('keeps comments where they were', async () => {
    const source = [
      '# about a',
      'a = dict(',
      '    # about x',
      '    x=1,  # behind x',
      '    # at the end',
      ')  # behind a',
      '# the last',
    ].join('\n');
    expect((await migrate(source)).text).toBe(
      [
        'export default defineConfig({',
        '  // about a',
        '  a: {',
        '    // about x',
        '    x: 1, // behind x',
        '    // at the end',
        '  }, // behind a',
        '  // the last',
        '});',
        '',
      ].join('\n'),
    );
  });

  it('writes the value where code has no counterpart, and says so', async () => {
    const { text, byValue } = await migrate(
      'a = []\nfor i in range(2):\n    a.append(i * i)\nb = "%03d" % 7\n',
    );
    expect(byValue).toEqual(['a', 'i']);
    expect(text).toContain('// Computed by line 2 of the Python source.\n  a: [0, 1],');
    expect(text).toContain('// Python: "%03d" % 7\n  b: \'007\',');
  });

  it.each([
    ['import torch\n', /a\.py:1:1: cannot import torch without running Python/],
    ['a = 1\nb = open("x")\n', /a\.py:2:5: the name "open" is not defined/],
    ['f = lambda x: x\na = f(2) + open\n', /a\.py:2:12: the name "open"/],
    ['a = (1\n', /a\.py:1:\d+: not Python/],
    ['a = {1, 2}\n', /a\.py:1:5: a set is no plain data/],
  ])('refuses %j with its line', async (source, message) => {
    await expect(migrate(source)).rejects.toThrow(message);
  });
});

describe('migrateToPython', () => {
  it('keeps comments, names of values that are shared, and the tuples that mmdetection asks for', async () => {
    const file = join(folder, 'a.ts');
    writeFileSync(
      file,
      [
        '/** About the file. */',
        "import { defineConfig } from 'aligndet';",
        '// about the steps',
        "const steps = [{ type: 'Resize', img_scale: [1333, 800] }] as const;",
        'export default defineConfig({',
        "  _base_: './b.ts',",
        "  data_root: 'data/coco/',",
        '  steps,',
        '  // about data',
        "  data: { train: { pipeline: steps, ann_file: 'data/coco/a.json' }, 'x-y': null }, // behind",
        '});',
      ].join('\n'),
    );
    expect(await migrateToPython(file, (path) => path.replace('.ts', '.py'))).toBe(
      [
        '# About the file.',
        "_base_ = './b.py'",
        "data_root = 'data/coco/'",
        '# about the steps',
        "steps = [dict(type='Resize', img_scale=(1333, 800))]",
        '# about data',
        "data = {'train': dict(pipeline=steps, ann_file=data_root + 'a.json'), 'x-y': None}  # behind",
        '',
      ].join('\n'),
    );
  });

  it('names a key that Python cannot have', async () => {
    const file = join(folder, 'a.json');
    writeFileSync(file, '{ "a-b": 1 }');
    await expect(migrateToPython(file, String)).rejects.toThrow(/the key "a-b" is not a valid Python name/);
  });
});

describe('aligndet config migrate', () => {
  it('takes every config of this repository to Python and back, with the same result', async () => {
    const output: string[] = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => output.push(String(text)) > 0);
    const [python, back] = [join(folder, 'py'), join(folder, 'ts')];
    expect(await migrateCommand({ input: 'configs', to: 'py', from: '2x', out: python })).toBe(0);
    expect(await migrateCommand({ input: python, to: 'ts', from: '2x', out: back })).toBe(0);
    expect(output.at(-1)).toMatch(/^(\d+) of \1 files migrated, and resolve to the same value\.\n$/);
    const name = 'other_backbones/finetune/mask_rcnn_swin-b-p4-w7_fpn_lsj_3x_coco_simmim.ts';
    const { config } = await loadConfig(resolve('configs', name));
    expect((await loadConfig(join(back, name))).config).toEqual(config);
    expect(readFileSync(join(back, name), 'utf8')).toContain('_base_:');
  });

  it('replaces nothing unless told to', async () => {
    writeFileSync(join(folder, 'a.py'), 'a = 1\n');
    writeFileSync(join(folder, 'a.ts'), '');
    await expect(migrateCommand({ input: join(folder, 'a.py'), to: 'ts', from: '2x' })).rejects.toThrow(
      /a\.ts: exists already/,
    );
  });
});
