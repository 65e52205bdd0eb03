import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { builtinBuilder } from '../../../aligndet/builtins.js';
import { lintTools } from '../../../aligndet/config/index.js';

const { findConfigs, fixedTexts, formatFindings, lintConfigs, rules } = await lintTools();
const builder = builtinBuilder();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aligndet-lint-'));
  writeFileSync(join(folder, 'package.json'), '{ "name": "aligndet" }');
});
afterEach(() => rmSync(folder, { recursive: true }));

const HEADER = '/**\n * Run:       bash tools/dist_train.sh a.ts 8\n * Reference: none.\n */\n';
const BASE = resolve('configs/coco/mask_rcnn_r50_fpn_1x_coco.ts');
const RETINANET = resolve('configs/coco/retinanet_r50_fpn_1x_coco.ts');

/** A config over a published one; `LINE` stands for what a case writes. */
const child = (own: string, before = '', base = BASE) =>
  `${HEADER}import { defineConfig } from 'aligndet';\n\n${before}export default defineConfig({\n  _base_: '${base}',\n  ${own}\n});\n`;

function write(files: Record<string, string>): string[] {
  return Object.entries(files).map(([name, text]) => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  });
}

/** `code file:line:column` of what is found in files of the case. */
async function lint(files: Record<string, string>) {
  write(files);
  const findings = await lintConfigs(findConfigs([folder]), builder);
  return findings.map(({ code, location: { file, line, column } }) => {
    return `${code} ${file.replace(`${folder}/`, '')}:${line}:${column}`;
  });
}

/** The first file after every fix. */
async function mend(files: Record<string, string>): Promise<string> {
  const written = write(files);
  const { texts } = await fixedTexts(await lintConfigs(written, builder));
  for (const [file, text] of texts) writeFileSync(file, text);
  return readFileSync(written[0], 'utf8');
}

describe('lintConfigs', () => {
  it('finds nothing in a config that is fine', async () => {
    expect(await lint({ 'a.ts': child('optimizer: { lr: 0.01 },') })).toEqual([]);
  });

  it.each<[code: string, location: string, files: Record<string, string>]>([
    ['unreadable', 'a.ts:9:22', { 'a.ts': child('model: { _base_: 1,, },') }],
    ['unreadable', 'a.ts:9:3', { 'a.ts': child('load_from: { a: 1 },') }],
    ['missing-base', 'a.ts:8:11', { 'a.ts': child('').replace('1x_coco.ts', '1x_cocoo.ts') }],
    [
      'duplicate-key',
      'a.ts:1:18',
      {
        'a.ts': "export default { _base_: ['b.ts', 'c.ts'] };",
        'b.ts': 'export default { seed: 1 };',
        'c.ts': 'export default { seed: 2 };',
      },
    ],
    ['unknown-key', 'a.ts:9:24', { 'a.ts': child('model: { backbone: { dept: 50 } },') }],
    ['unknown-name', 'a.ts:9:20', { 'a.ts': child("model: { neck: { type: 'FPM' } },") }],
    ['wrong-value', 'a.ts:9:24', { 'a.ts': child("model: { backbone: { depth: '50' } },") }],
    [
      'useless-delete',
      'a.ts:9:11',
      { 'a.ts': child('auto_scale_lr: { _delete_: true, enable: false },').replace('auto_scale_lr', 'fp16') },
    ],
    ['unused-variable', 'a.ts:7:7', { 'a.ts': child('', 'const test_scale = 1;\n') }],
    ['unused-variable', 'a.ts:9:3', { 'a.ts': child("train_pipeline: [{ type: 'LoadImageFromFile' }],") }],
    [
      'class-count',
      'a.ts:9:37',
      { 'a.ts': child('model: { roi_head: { bbox_head: { num_classes: 20 } } },') },
    ],
    ['lr-batch', 'a.ts:9:11', { 'a.ts': child('data: { samples_per_gpu: 4 },') }],
    ['lr-batch', 'a.ts:9:16', { 'a.ts': child('optimizer: { lr: 0.2 },') }],
    ['run-length', 'a.ts:9:16', { 'a.ts': child('lr_config: { warmup_iters: 12, warmup_by_epoch: true },') }],
    ['anchor-stride', 'a.ts:9:20', { 'a.ts': child('model: { neck: { num_outs: 4 } },') }],
    ['frozen-stages', 'a.ts:9:24', { 'a.ts': child('model: { backbone: { init_cfg: null } },') }],
    [
      'bn-batch',
      'a.ts:9:11',
      {
        'a.ts': child(
          'data: { samples_per_gpu: 1 }, optimizer: { lr: 0.01 }, model: { backbone: { norm_eval: false, norm_cfg: { type: "BN" } } },',
          '',
          RETINANET,
        ),
      },
    ],
    ['missing-header', 'a.ts:1:1', { 'a.ts': child('').replace(HEADER, '') }],
  ])('finds %s at %s', async (code, location, files) => {
    const found = await lint(files);
    expect(found.filter((each) => each.startsWith(code))).toEqual([`${code} ${location}`]);
  });

  it('leaves the levels of detectors alone that it does not know', async () => {
    const own = "model: { type: 'YOLOV99', neck: { num_outs: 4 } },";
    expect((await lint({ 'a.ts': child(own) })).filter((each) => each.startsWith('anchor'))).toEqual([]);
  });

  it('asks for a header in this repository only', async () => {
    const bare = { 'a.ts': child('').replace(HEADER, '') };
    expect(await lint({ 'package.json': '{ "name": "other" }', ...bare })).toEqual([]);
  });

  it('does not mind what helper modules export, nor names below _base_ without a header', async () => {
    write({
      'pieces.ts': 'export const neck = { num_outs: 5 } as const;',
      '_base_/a.ts':
        "import { neck } from '../pieces.ts';\nexport default { model: { type: 'MaskRCNN', neck } };",
    });
    expect(findConfigs([folder])).toEqual([join(folder, '_base_/a.ts')]);
  });

  it('leaves out what a comment accepts', async () => {
    const own = '// lint-ignore lr-batch: measured\n  data: { samples_per_gpu: 4 },';
    expect(await lint({ 'a.ts': child(own) })).toEqual([]);
  });

  it('says of a mistake in a base where the base makes it, once', async () => {
    const base = child('model: { backbone: { dept: 50 } },');
    const files = { 'b.ts': base, 'a.ts': child('', '', './b.ts'), 'c.ts': child('', '', './b.ts') };
    expect(await lint(files)).toEqual(['unknown-key b.ts:9:24']);
  });
});

describe('fixedTexts', () => {
  it.each<[string, string, string]>([
    [
      'a misspelt key',
      child('model: { backbone: { dept: 50 } }, // ours'),
      child('model: { backbone: { depth: 50 } }, // ours'),
    ],
    [
      'a misspelt name',
      child('model: { neck: { type: "FPNN" } },'),
      child('model: { neck: { type: "FPN" } },'),
    ],
    [
      'a misspelt schedule',
      child("lr_config: { policy: 'stepp' },"),
      child("lr_config: { policy: 'step' },"),
    ],
    [
      'a key that stands for a variable',
      child('optimzer,', 'const optimzer = { lr: 0.01 };\n'),
      child('optimizer: optimzer,', 'const optimzer = { lr: 0.01 };\n'),
    ],
    ['a misspelt base', child('', '', BASE.replace('1x_coco', '1x_cocoo')), child('')],
    [
      'a _delete_ of nothing',
      child('fp16: { _delete_: true, loss_scale: 512 },'),
      child('fp16: { loss_scale: 512 },'),
    ],
    ['a variable that nothing uses', child('', '// was needed once\nconst old = 1;\n'), child('')],
  ])('mends %s and leaves the rest as it is', async (_case, before, after) => {
    expect(await mend({ 'a.ts': before })).toBe(after);
  });

  it('adds the header', async () => {
    const text = await mend({ 'a.ts': child('', '', RETINANET).replace(HEADER, '') });
    expect(text).toMatch(
      /^\/\*\*\n \* Run: {7}bash tools\/dist_train\.sh .*a\.ts 8\n \* Reference: none\.\n \*\/\nimport/,
    );
  });
});

describe('fixes and languages', () => {
  const json = (own: string) => `{ "_base_": "${BASE}", ${own} }`;

  it.each<[string, name: string, before: string, after: string]>([
    [
      'JSON',
      'a.json',
      json('"optimzer": { "lr": 0.01 }, "model": { "backbone": { "dept": 101 } }'),
      json('"optimizer": { "lr": 0.01 }, "model": { "backbone": { "depth": 101 } }'),
    ],
    [
      'a last key of JSON',
      'a.json',
      json('"fp16": { "a": 1, "_delete_": true }'),
      json('"fp16": { "a": 1 }'),
    ],
    ['a base in JSON', 'a.json', json('"seed": 1').replace('1x_coco', '1x_cocoo'), json('"seed": 1')],
    [
      'YAML',
      'a.yaml',
      `_base_: ${BASE}\nevalution: # ours\n  interval: 5\nmodel:\n  neck: {'type': FPNN}\n`,
      `_base_: ${BASE}\nevaluation: # ours\n  interval: 5\nmodel:\n  neck: {'type': FPN}\n`,
    ],
    [
      'Python',
      'a.py',
      `_base_ = '${BASE}'\nruner = dict(max_epochs=24)\nmodel = {'backbone': dict(dept=101), 'neck': dict(type="FPNN")}\n`,
      `_base_ = '${BASE}'\nrunner = dict(max_epochs=24)\nmodel = {'backbone': dict(depth=101), 'neck': dict(type="FPN")}\n`,
    ],
  ])('mends %s', async (_language, name, before, after) => {
    expect(await mend({ [name]: before })).toBe(after);
    expect(await lint({ [name]: after })).toEqual([]);
  });

  it('keeps line ends and a byte-order mark', async () => {
    const windows = (text: string) => `\uFEFF${text.replaceAll('\n', '\r\n')}`;
    const before = windows(child('sed: 1, model: { backbone: { dept: 50 } },', 'const old = 1;\n'));
    const after = windows(child('seed: 1, model: { backbone: { depth: 50 } },'));
    expect(await mend({ 'a.ts': before })).toBe(after);
    const header = await mend({ 'b.ts': windows(child('').replace(HEADER, '')) });
    expect(header.startsWith('\uFEFF/**\r\n * Run:')).toBe(true);
    expect(header.replaceAll('\r\n', '')).not.toContain('\n');
  });

  it.each<[string, own: string]>([
    ['a name that mmdetection publishes', "model: { neck: { type: 'FPG' } },"],
    ['a short name of another one', "model: { neck: { type: 'RFP' } },"],
    ['a name as near to a published one', "model: { backbone: { type: 'ResNeX' } },"],
    ['an option that mmdetection publishes', 'model: { train_cfg: { rpn: { ga_sampler: {} } } },'],
    ['a key whose right name is there', 'model: { backbone: { dept: 50, depth: 101 } },'],
    ['a key far from all others', 'model: { backbone: { number_of_layers: 50 } },'],
  ])('leaves %s alone', async (_case, own) => {
    const before = child(own);
    expect(await lint({ 'a.ts': before })).not.toEqual([]);
    expect(await mend({ 'a.ts': before })).toBe(before);
  });

  it('leaves a file alone in which the fix would change more than it is for', async () => {
    const shared = `_base_: ${BASE}\nmodel:\n  neck: &shared\n    num_out: 5\nmine: *shared\n`;
    const files = write({ 'a.yaml': shared });
    const { texts, refused } = await fixedTexts(await lintConfigs(files, builder));
    expect([...texts]).toEqual([]);
    expect([...refused.values()]).toEqual(['mine.num_out would change too']);
  });

  it('leaves bytes that are no text alone', async () => {
    const [file] = write({ 'a.yaml': '' });
    writeFileSync(file, Buffer.from(`_base_: ${BASE}\nsed: 1 # caf\xe9\n`, 'latin1'));
    const { refused } = await fixedTexts(await lintConfigs([file], builder));
    expect([...refused.values()]).toEqual(['it is not UTF-8']);
  });
});

describe('keys of the top level', () => {
  const python = (text: string) => ({ 'a.py': `_base_ = '${BASE}'\n${text}` });

  it.each<[string, Record<string, string>, found: string[]]>([
    ['a value that stands elsewhere', python('sed = 50\n'), ['unknown-key a.py:2:1']],
    ['an object that stands elsewhere', python('evalution = dict(interval=1)\n'), ['unknown-key a.py:2:1']],
    ['a key of JSON', { 'a.json': `{ "_base_": "${BASE}", "sed": 0 }` }, ['unknown-key a.json:1:COLUMN']],
    [
      'a constant that only the key uses',
      { 'a.ts': child('sed,', 'const sed = 0;\n') },
      ['unknown-key a.ts:10:3'],
    ],
    ['a key that no other is like', python('batch_size = 4\n'), ['unused-variable a.py:2:1']],
    ['a variable of an expression', python('sed = 50\nseed = sed + 1\n'), []],
    [
      'a variable that a child refers to',
      { 'b.py': 'sed = 7\n', 'a.py': "_base_ = 'b.py'\nseed = {{_base_.sed}}\n" },
      [],
    ],
    ['a constant that is used', { 'a.ts': child('sed, seed: sed,', 'const sed = 0;\n') }, []],
    ['another name of one that is used', { 'a.ts': child('sed: s, seed: s,', 'const s = 0;\n') }, []],
  ])('%s', async (_case, files, found) => {
    const column = `{ "_base_": "${BASE}", `.length + 1;
    expect(await lint(files)).toEqual(found.map((each) => each.replace('COLUMN', String(column))));
  });
});

describe('formatFindings', () => {
  const finding = {
    code: 'unknown-key',
    severity: 'error' as const,
    message: 'a, b: 100% unknown\nkey',
    location: { file: '/x/a,b.ts', line: 2, column: 3 },
    configs: ['/x/a,b.ts'],
  };
  const shorten = (file: string) => file.replace('/x/', '');

  it('writes lines for people and for GitHub', () => {
    expect(formatFindings([finding], 'human', shorten)).toBe(
      'a,b.ts:2:3 error unknown-key: a, b: 100% unknown\nkey',
    );
    expect(formatFindings([finding], 'github', shorten)).toBe(
      '::error file=a%2Cb.ts,line=2,col=3,title=unknown-key::a, b: 100%25 unknown%0Akey',
    );
  });

  it('writes JSON and SARIF', () => {
    expect(JSON.parse(formatFindings([finding], 'json', shorten)).findings).toEqual([
      {
        code: 'unknown-key',
        severity: 'error',
        message: finding.message,
        file: 'a,b.ts',
        line: 2,
        column: 3,
        isFixable: false,
      },
    ]);
    const { runs } = JSON.parse(formatFindings([finding], 'sarif', shorten));
    expect(runs[0].results[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'a,b.ts' },
      region: { startLine: 2, startColumn: 3 },
    });
    expect(runs[0].tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(
      rules.map(({ code }) => code),
    );
  });
});

it('explains each rule on a page of its own', () => {
  for (const { code, summary } of rules) {
    expect(readFileSync(`docs/lint/${code}.md`, 'utf8')).toContain(summary);
  }
});
