import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, UsageError } from '../../aligndet/core/index.js';
import {
  diffConfigs,
  explainConfig,
  lintConfigs,
  lintSource,
  loadConfig,
  migrateConfig,
} from '../../aligndet/public/config.js';
import { staticImports } from '../support/static-imports.js';

const folder = mkdtempSync(join(tmpdir(), 'config-tools-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, source: string): string {
  const file = join(folder, name);
  writeFileSync(file, source);
  return file;
}

const RETINANET = 'aligndet/configs/_base_/models/retinanet_r50_fpn.ts';

describe('published configs', () => {
  it('are bases by their names, from any folder and in any language', async () => {
    const model = (await loadConfig('configs/_base_/models/retinanet_r50_fpn.ts')).config.model;
    for (const [name, source] of [
      ['base.ts', `export default { _base_: ['${RETINANET}'] };`],
      ['base.json', JSON.stringify({ _base_: RETINANET })],
      ['base.yaml', `_base_: ${RETINANET}\n`],
      ['base.py', `_base_ = ['${RETINANET}']\n`],
    ])
      expect((await loadConfig(write(name, source))).config.model).toEqual(model);
  });

  it('are imported by their names', async () => {
    const file = write(
      'imports.ts',
      `import base from '${RETINANET}';\nimport { testPipeline } from 'aligndet/configs/_base_/datasets/coco_detection.ts';\n` +
        'export default { _base_: base, steps: testPipeline().length };',
    );
    const { config } = await loadConfig(file);
    expect(config.steps).toBe(2);
    expect(config.model).toHaveProperty('type', 'RetinaNet');
  });

  it('that do not exist are told with near names of all folders', async () => {
    const file = write('near.ts', "export default { _base_: 'aligndet/configs/retinanet_r50_fpn.ts' };");
    await expect(loadConfig(file)).rejects.toThrow(
      /retinanet_r50_fpn\.ts does not exist\. Did you mean aligndet\/configs\/_base_\/models\/retinanet_r50_fpn\.ts\? \(.*near\.ts:1:18 inherits from it\.\)/,
    );
    const [finding] = await lintConfigs([file]);
    expect(finding).toMatchObject({
      code: 'missing-base',
      message: `the base "aligndet/configs/retinanet_r50_fpn.ts" does not exist. Did you mean "${RETINANET}"?`,
      fix: { edits: [{ text: RETINANET }] },
    });
  });

  it('stay as they are in a migration', async () => {
    const { source } = await migrateConfig(`_base_ = ['${RETINANET}', './mine.py']\n`);
    expect(source).toContain(`'${RETINANET}'`);
    expect(source).toContain("'./mine.ts'");
  });
});

describe('explainConfig', () => {
  it('says which files set a value, and where', async () => {
    const file = write(
      'explained.ts',
      `export default {\n  _base_: '${RETINANET}',\n  model: { type: 'FCOS' },\n};`,
    );
    const changes = await explainConfig(file, 'model.type');
    expect(changes.map(({ kind, value }) => [kind, value])).toEqual([
      ['set', 'RetinaNet'],
      ['overridden', 'FCOS'],
    ]);
    expect(changes[1]).toMatchObject({ file, line: 3, column: 12 });
    expect(await explainConfig(file, 'model.nothing')).toEqual([]);
    expect(await explainConfig(await loadConfig(file), 'model.type')).toEqual(changes);
  });
});

describe('diffConfigs', () => {
  it('compares files, loaded configs and objects', async () => {
    const file = write('diffed.json', '{ "a": { "b": 1, "c": [1, 2] } }');
    const differences = [{ path: 'a.b', before: 1, after: 2 }];
    expect(await diffConfigs(file, { a: { b: 2, c: [1, 2] } })).toEqual(differences);
    expect(await diffConfigs(await loadConfig(file), { a: { b: 2, c: [1, 2] } })).toEqual(differences);
    expect(await diffConfigs(file, file)).toEqual([]);
  });
});

describe('lint', () => {
  it('takes files and folders', async () => {
    const own = join(folder, 'linted');
    mkdirSync(own);
    writeFileSync(join(own, 'a.ts'), `export default { _base_: '${RETINANET}', model: { typ: 'FCOS' } };`);
    const findings = await lintConfigs([own]);
    expect(findings.some(({ message }) => message.includes('typ'))).toBe(true);
    await expect(lintConfigs([join(folder, 'absent')])).rejects.toThrow(ConfigError);
    await expect(lintConfigs('absent' as never)).rejects.toThrow(UsageError);
  });

  it('takes sources, in TypeScript and in Python', async () => {
    const [finding] = await lintSource(`_base_ = '${RETINANET}'\nmodel = dict(typ='FCOS')\n`, 'mine.py');
    expect(finding.location).toMatchObject({ file: 'mine.py', line: 2 });
    expect(finding.configs).toEqual(['mine.py']);
    expect(finding.message).toContain('typ');
    expect(finding.message).not.toContain(tmpdir());
  });

  it('knows configs of mmdetection 3.x', async () => {
    const findings = await lintSource(
      'train_dataloader = dict(batch_size=2)\noptim_wrapper = dict()\n',
      'new.py',
    );
    expect(findings.map(({ message }) => message).join()).toContain('mmdetection 3.x');
  });
});

describe('migrateConfig', () => {
  it('writes a config of 2.x in TypeScript, with its comments and code', async () => {
    const { source, from, byValue } = await migrateConfig(
      "_base_ = '../base.py'\nlr = 0.02  # for 16 images\noptimizer = dict(type='SGD', lr=lr / 2)\n",
    );
    expect(from).toBe('2x');
    expect(byValue).toEqual([]);
    expect(source).toContain('// for 16 images');
    expect(source).toContain('lr / 2');
    expect(source).toContain("'../base.ts'");
  });

  it('writes a config of 3.x, and says what has no counterpart', async () => {
    const { source, from, notes } = await migrateConfig(
      "default_scope = 'mmdet'\nenv_cfg = dict(cudnn_benchmark=False)\noptim_wrapper = dict(type='OptimWrapper', optimizer=dict(type='SGD', lr=0.02))\n" +
        "visualizer = dict(type='DetLocalVisualizer', name='visualizer')\n",
    );
    expect(from).toBe('3x');
    expect(source).toContain("optimizer: { type: 'SGD', lr: 0.02 }");
    expect(Array.isArray(notes)).toBe(true);
  });

  it('reads bases of 3.x from the path that is given', async () => {
    write('schedule.py', "optim_wrapper = dict(optimizer=dict(type='SGD', lr=0.01))\n");
    const { source } = await migrateConfig(
      "_base_ = './schedule.py'\ntrain_dataloader = dict(batch_size=4)\n",
      {
        from: '3x',
        path: join(folder, 'child.py'),
      },
    );
    expect(source).toContain('lr: 0.01');
  });

  it.each<[string, () => Promise<unknown>, new (...args: never[]) => Error, RegExp]>([
    [
      'what is no Python',
      () => migrateConfig('model = dict(', { path: 'broken.py' }),
      ConfigError,
      /broken\.py:1:/,
    ],
    [
      'what needs Python',
      () => migrateConfig('import numpy\nlr = numpy.sqrt(2)\n'),
      ConfigError,
      /config\.py:/,
    ],
    ['a path', () => migrateConfig(1 as never), UsageError, /expected the source/],
    [
      'another version',
      () => migrateConfig('', { from: '1x' as never }),
      UsageError,
      /from: expected "2x" or "3x"/,
    ],
  ])('refuses %s', async (_what, call, type, message) => {
    await expect(call()).rejects.toThrow(type);
    await expect(call()).rejects.toThrow(message);
  });
});

describe('what aligndet/config loads', () => {
  it('is no TensorFlow, no tree-sitter, no ts-morph and no component', async () => {
    const { files, externals } = await staticImports('aligndet/public/config.ts');
    expect(externals.filter((name) => /tensorflow|tree-sitter|ts-morph|esbuild/.test(name))).toEqual([]);
    expect(files.filter((file) => /^aligndet\/(engine|models|datasets|nn)\//.test(file))).toEqual([]);
    expect(files).toContain('aligndet/config/load.ts');
  });
});
