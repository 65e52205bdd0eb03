import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { builtinBuilder } from '../../../aligndet/builtins.js';
import { lintTools } from '../../../aligndet/config/index.js';

const { applyFixes, findConfigs, formatFindings, lintConfigs, rules } = await lintTools();
const builder = builtinBuilder();

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aligndet-lint-'));
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
  const findings = await lintConfigs(write(files), builder);
  return findings.map(({ code, place: { file, line, column } }) => {
    return `${code} ${file.replace(`${folder}/`, '')}:${line}:${column}`;
  });
}

/** The first file after every fix. */
async function mend(files: Record<string, string>): Promise<string> {
  const written = write(files);
  for (const [file, text] of applyFixes(await lintConfigs(written, builder))) writeFileSync(file, text);
  return readFileSync(written[0], 'utf8');
}

describe('lintConfigs', () => {
  it('finds nothing in a config that is fine', async () => {
    expect(await lint({ 'a.ts': child('optimizer: { lr: 0.01 },') })).toEqual([]);
  });

  it.each<[code: string, place: string, files: Record<string, string>]>([
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
  ])('finds %s at %s', async (code, place, files) => {
    const found = await lint(files);
    expect(found.filter((each) => each.startsWith(code))).toEqual([`${code} ${place}`]);
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

describe('applyFixes', () => {
  it.each<[string, string, string]>([
    [
      'a misspelt key',
      child('model: { backbone: { dept: 50 } }, // ours'),
      child('model: { backbone: { depth: 50 } }, // ours'),
    ],
    [
      'a misspelt name',
      child('model: { neck: { type: "FPM" } },'),
      child("model: { neck: { type: 'FPN' } },"),
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

describe('formatFindings', () => {
  const finding = {
    code: 'unknown-key',
    severity: 'error' as const,
    message: 'a, b: 100% unknown\nkey',
    place: { file: '/x/a,b.ts', line: 2, column: 3 },
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
