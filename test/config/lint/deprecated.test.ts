import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { lintCommand } from '../../../aligndet/cli/config/lint.js';
import { migrateCommand } from '../../../aligndet/cli/config/migrate.js';
import { loadConfig, rewritten } from '../../../aligndet/config/index.js';

let folder: string;
let out: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aligndet-deprecated-'));
  out = [];
  const keep = (text: unknown) => out.push(String(text)) > 0;
  jest.spyOn(process.stdout, 'write').mockImplementation(keep);
  jest.spyOn(process.stderr, 'write').mockImplementation(keep);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}
const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
const meaningOf = async (name: string) => rewritten((await loadConfig(join(folder, name))).config).config;

const HEADER = '/**\n * Run:       x\n * Reference: none.\n */\n';

/** The same config in each language, and a child of it. */
const LANGUAGES: Record<string, readonly [base: string, child: string]> = {
  '.py': [
    `checkpoint = 'a.pth'
model = dict(
    type='FasterRCNN',
    pretrained=checkpoint,  # whose
    backbone=dict(type='ResNet', depth=50))
test_cfg = dict(
    # of the first stage
    rpn=dict(
        nms_post=1e3,
        max_num=1000,
        nms_thr=0.7),
    rcnn={'nms': {'type': 'nms', 'iou_thr': 5e-1}})
total_epochs = 12
`,
    "_base_ = 'base.py'\nmodel = dict(pretrained='b.pth')\ntest_cfg = dict(rpn=dict(max_num=5, nms_post=5))\n",
  ],
  '.ts': [
    `${HEADER}const checkpoint = 'a.pth';
export default {
  model: {
    type: 'FasterRCNN',
    pretrained: checkpoint, // whose
    backbone: { type: 'ResNet', depth: 50 },
  },
  test_cfg: {
    // of the first stage
    rpn: {
      nms_post: 1e3,
      max_num: 1000,
      nms_thr: 0.7,
    },
    rcnn: { 'nms': { 'type': 'nms', 'iou_thr': 5e-1 } }
  },
  total_epochs: 12
};
`,
    `${HEADER}export default { _base_: 'base.ts', model: { pretrained: 'b.pth' }, test_cfg: { rpn: { max_num: 5, nms_post: 5 } } };\n`,
  ],
  '.json': [
    `{
  "model": {
    "type": "FasterRCNN",
    "pretrained": "a.pth",
    "backbone": { "type": "ResNet", "depth": 50 }
  },
  "test_cfg": {
    "rpn": {
      "nms_post": 1e3,
      "max_num": 1000,
      "nms_thr": 0.7
    },
    "rcnn": { "nms": { "type": "nms", "iou_thr": 5e-1 } }
  },
  "total_epochs": 12
}
`,
    '{ "_base_": "base.json", "model": { "pretrained": "b.pth" }, "test_cfg": { "rpn": { "max_num": 5, "nms_post": 5 } } }\n',
  ],
  '.yaml': [
    `model:
  type: FasterRCNN
  pretrained: a.pth # whose
  backbone: { type: ResNet, depth: 50 }
test_cfg:
  # of the first stage
  rpn:
    nms_post: 1e3
    max_num: 1000
    nms_thr: 0.7
  rcnn:
    nms: { type: nms, iou_thr: 5e-1 }
total_epochs: 12
`,
    '_base_: base.yaml\nmodel:\n  pretrained: b.pth\ntest_cfg:\n  rpn:\n    max_num: 5\n    nms_post: 5\n',
  ],
};

describe('deprecated-key', () => {
  it.each(Object.entries(LANGUAGES))('is mended in %s, bases and all', async (extension, [base, child]) => {
    const [first, second] = [`base${extension}`, `child${extension}`];
    write(first, base);
    write(second, child);
    const before = [await meaningOf(first), await meaningOf(second)];
    await lintCommand({ paths: [folder], fix: true });
    expect(out.join('')).not.toContain('not mended');
    expect([await meaningOf(first), await meaningOf(second)]).toEqual(before);
    for (const name of [first, second]) {
      const { config } = await loadConfig(join(folder, name));
      expect(rewritten(config).applied).toEqual([]);
      expect(text(name)).not.toMatch(/nms_post|max_num|nms_thr|iou_thr\b|total_epochs|pretrained['"]?[:=]/);
    }
    expect(text(first)).toContain('5e-1'); // numbers stay as they are written
    if (extension !== '.json')
      expect(text(first)).toMatch(/whose[\s\S]*of the first stage|of the first stage[\s\S]*whose/);
    if (extension === '.py') expect(text(first)).toContain('checkpoint=checkpoint');
    if (extension === '.ts') expect(text(first)).toContain('checkpoint: checkpoint');
  });

  it('tells every old option with its line, in each file that has it', async () => {
    write('base.ts', LANGUAGES['.ts'][0]);
    write('child.ts', LANGUAGES['.ts'][1]);
    expect(await lintCommand({ paths: [join(folder, 'child.ts')] })).toBe(1);
    const found = out.join('').matchAll(/(\w+\.ts):(\d+):\d+ warning deprecated-key: (\S+): .*\[--fix\]/g);
    expect([...found].map(([, file, line, path]) => `${file}:${line} ${path}`).sort()).toEqual(
      [
        'base.ts:9 model.pretrained',
        'base.ts:12 test_cfg',
        'base.ts:15 test_cfg.rpn.nms_post',
        'base.ts:16 test_cfg.rpn.max_num',
        'base.ts:17 test_cfg.rpn.nms_thr',
        'base.ts:19 test_cfg.rcnn.nms.iou_thr',
        'base.ts:21 total_epochs',
        'child.ts:5 model.pretrained',
        'child.ts:5 test_cfg',
        'child.ts:5 test_cfg.rpn.max_num',
        'child.ts:5 test_cfg.rpn.nms_post',
      ].sort(),
    );
  });

  it('writes options of one new object one after the other', async () => {
    write(
      'a.ts',
      `${HEADER}export default { model: { layer: { type: 'BaseTransformerLayer', feedforward_channels: 64, ffn_dropout: 0.1 } } };`,
    );
    const before = await meaningOf('a.ts');
    await lintCommand({ paths: [folder], fix: true });
    expect(await meaningOf('a.ts')).toEqual(before);
    expect(text('a.ts')).toContain("ffn_cfgs: { type: 'FFN', ffn_drop: 0.1, feedforward_channels: 64 }");
  });

  it('leaves a config alone whose base would keep the old form', async () => {
    write('base.py', LANGUAGES['.py'][0]);
    const child = write('child.py', "_base_ = 'base.py'\nmodel = dict(pretrained='b.pth')\n");
    const before = text('child.py');
    expect(await lintCommand({ paths: [child], fix: true })).toBe(1);
    expect(text('child.py')).toBe(before);
    expect(out.join('')).toContain('child.py: not fixed: afterwards, model.pretrained: deprecated form of');
  });

  it('is not there after a migration', async () => {
    write('base.py', LANGUAGES['.py'][0]);
    write('child.py', LANGUAGES['.py'][1]);
    const before = [await meaningOf('base.py'), await meaningOf('child.py')];
    const flags = { input: folder, to: 'ts', from: '2x', out: join(folder, 'new') } as const;
    expect(await migrateCommand(flags)).toBe(0);
    expect([await meaningOf('new/base.ts'), await meaningOf('new/child.ts')]).toEqual(before);
    for (const name of ['new/base.ts', 'new/child.ts'])
      expect(rewritten((await loadConfig(join(folder, name))).config).applied).toEqual([]);
  });
});
