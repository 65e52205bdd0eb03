import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ConfigLocations,
  differencesOf,
  formatAnnotated,
  formatOrigin,
  historyOf,
  loadConfig,
} from '../../aligndet/config/index.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aligndet-history-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function load(files: Record<string, string>, overrides: string[] = []) {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const loaded = await loadConfig(join(folder, Object.keys(files).at(-1) as string), { overrides });
  return { loaded, locations: await ConfigLocations.of([loaded.layer]) };
}

async function explain(path: string, files: Record<string, string>, overrides: string[] = []) {
  const { loaded, locations } = await load(files, overrides);
  return historyOf(loaded, path).map((change) => {
    const origin = formatOrigin(change, locations).replace(`${folder}/`, '');
    return [change.kind, change.value === undefined ? '' : JSON.stringify(change.value), origin]
      .filter((word) => word !== '')
      .join(' ');
  });
}

const base = 'export default {\n  model: { type: "A", depth: 50, neck: { outs: 5 } },\n};';

describe('historyOf', () => {
  it('lists what each layer says, in the order of the merge', async () => {
    const files = {
      'a.ts': base,
      'b.ts': 'export default { _base_: "a.ts", model: { depth: 101 } };',
      'c.ts': 'export default {\n  _base_: "b.ts",\n  model: { neck: { outs: 6 } },\n};',
    };
    expect(await explain('model.depth', files, ['model.depth=18'])).toEqual([
      'set 50 a.ts:2:23',
      'overridden 101 b.ts:1:43',
      'overridden 18 --cfg-options',
    ]);
    expect(await explain('model.neck', files)).toEqual([
      'set {"outs":5} a.ts:2:34',
      'merged {"outs":6} c.ts:3:12',
    ]);
    expect(await explain('model.nek', files)).toEqual([]);
  });

  it('tells what the command line drops, and what it merges', async () => {
    const files = { 'a.ts': base };
    const words = ['model.neck.type=B', 'model.neck._delete_=True'];
    expect(await explain('model.neck.outs', files, words)).toEqual([
      'set 5 a.ts:2:42',
      'deleted --cfg-options',
    ]);
    expect(await explain('model.neck.type', files, words)).toEqual(['set "B" --cfg-options']);
    expect(await explain('model.neck', files, ['model.neck={"_delete_":true,"a":1}'])).toEqual([
      'set {"outs":5} a.ts:2:34',
      'deleted --cfg-options',
      'set {"_delete_":true,"a":1} --cfg-options',
    ]);
    expect(await explain('model.neck', files, ['model.neck={"a":1}'])).toEqual([
      'set {"outs":5} a.ts:2:34',
      'merged {"a":1} --cfg-options',
    ]);
  });

  it('tells what drops a value: _delete_, and what is no object in the place of one', async () => {
    const files = {
      'a.ts': base,
      'b.ts': 'export default { _base_: "a.ts", model: { _delete_: true, type: "B" } };',
    };
    expect(await explain('model.type', files)).toEqual([
      'set "A" a.ts:2:12',
      'deleted b.ts:1:43',
      'set "B" b.ts:1:59',
    ]);
    expect(await explain('model.depth', files)).toEqual(['set 50 a.ts:2:23', 'deleted b.ts:1:43']);
    const child = { 'a.ts': base, 'b.ts': 'export default { _base_: "a.ts", model: null };' };
    expect(await explain('model.depth', child)).toEqual(['set 50 a.ts:2:23', 'deleted b.ts:1:34']);
    expect(await explain('model.depth', { 'a.ts': base }, ['model=None'])).toEqual([
      'set 50 a.ts:2:23',
      'deleted --cfg-options',
    ]);
  });

  it('follows variables, spreads, functions and imports to where a value is written', async () => {
    const files = {
      'pieces.ts': 'export const norm = { mean: 1 };\nexport const head = (size: number) =>\n  ({ size });\n',
      'a.ts': [
        "import { head, norm as normal } from './pieces.ts';",
        'const steps = [{ type: "A" }] as const;',
        'const pipeline = [...steps, { type: "B", ...normal }];',
        'export default { data: { pipeline }, head: head(7) };',
      ].join('\n'),
    };
    expect(await explain('data.pipeline.0.type', files)).toEqual(['set "A" a.ts:2:18']);
    expect(await explain('data.pipeline.1.mean', files)).toEqual(['set 1 pieces.ts:1:23']);
    expect(await explain('head.size', files)).toEqual(['set 7 pieces.ts:3:6']);
  });

  it.each([
    ['a.json', '{\n  "a": { "b": [1, 2] }\n}', 'a.b.1', 'a.json:2:19'],
    ['a.yaml', 'x: 1\na:\n  b: [1, 2]\n', 'a.b.1', 'a.yaml:3:10'],
    ['a.js', 'module.exports = {\n a: 1 };', 'a', 'a.js:2:2'],
    ['a.py', 'x = dict(a=1,\n         b=dict(c=2))\nx["b"]["c"] = 3\n', 'x.b.c', 'a.py:3:1'],
    ['a.py', 'k = {}\nfor i in range(2):\n    k.update({f"s{i}.w": i})\n', 'k.s1.w', 'a.py:3:15'],
    ['a.py', 'n = dict(m=1)\np = [dict(t="A"), dict(t="B", **n)]\n', 'p.1.t', 'a.py:2:24'],
  ])('finds the place in %s', async (name, text, path, expected) => {
    expect((await explain(path, { [name]: text })).at(-1)).toContain(` ${expected}`);
  });
});

describe('errors of loading', () => {
  it('cite the line that set the value', async () => {
    const files = {
      'a.ts': 'export default { a: 1 };',
      'b.ts': 'export default {\n  _base_: "a.ts",\n  a: { b: 1 } };',
    };
    await expect(load(files)).rejects.toThrow(/^a: an object cannot be merged.*\(set at .*b\.ts:3:3\)$/);
  });
});

describe('formatAnnotated', () => {
  it('writes the origin beside each value', async () => {
    const { loaded, locations } = await load({
      'a.ts': base,
      'b.ts': 'export default { _base_: "a.ts", model: { depth: 18 } };',
    });
    const text = formatAnnotated(loaded, locations, (file) => file.replace(`${folder}/`, ''));
    expect(text.replaceAll(/ {2,}\/\//g, ' //')).toBe(
      [
        '{',
        '  model: {',
        "    type: 'A', // a.ts:2:12",
        '    depth: 18, // b.ts:1:43',
        '    neck: { outs: 5 }, // a.ts:2:34',
        '  },',
        '}',
      ].join('\n'),
    );
  });
});

describe('differencesOf', () => {
  it('compares objects key by key and lists of one length item by item', () => {
    expect(
      differencesOf({ a: { b: 1, c: [1, 2] }, d: [1] }, { a: { b: 2, c: [1, 3], e: null }, d: [] }),
    ).toEqual([
      { path: 'a.b', before: 1, after: 2 },
      { path: 'a.c.1', before: 2, after: 3 },
      { path: 'a.e', after: null },
      { path: 'd', before: [1], after: [] },
    ]);
    expect(differencesOf({ a: Number.NaN }, { a: Number.NaN })).toEqual([]);
  });
});
