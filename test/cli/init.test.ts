import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { initCommand } from '../../aligndet/cli/init.js';
import { UsageError } from '../../aligndet/core/index.js';
import { ensureEngine, tensor4d } from '../../aligndet/engine/index.js';
import { builderFor } from '../../aligndet/extensions/index.js';
import { lintConfigs, loadConfig } from '../../aligndet/public/config.js';

const root = mkdtempSync(join(tmpdir(), 'aligndet-init-'));
afterAll(() => rmSync(root, { recursive: true }));

describe('aligndet init', () => {
  const folder = join(root, 'My Detector');
  const config = join(folder, 'configs', 'digits.ts');
  beforeAll(() => initCommand({ folder }));

  it('makes a project with every file that its README names', () => {
    expect(readdirSync(folder).sort()).toEqual(
      [
        '.gitignore',
        'README.md',
        'components',
        'configs',
        'detect.mjs',
        'package.json',
        'test',
        'tsconfig.json',
      ].sort(),
    );
    const readme = readFileSync(join(folder, 'README.md'), 'utf8');
    expect(readme).toMatch(/^# my-detector\n/);
    expect(readme).not.toContain('{{');
    for (const [, file] of readme.matchAll(/`((?:configs|components|test)\/[\w./-]+)`/g))
      expect([file, existsSync(join(folder, file))]).toEqual([file, true]);
    const { scripts } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    for (const [, script] of readme.matchAll(/npm run ([\w:]+)/g)) expect(scripts).toHaveProperty([script]);
  });

  it('depends on what it was made by', () => {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    expect(manifest.name).toBe('my-detector');
    const [, path] = /^file:(.*)$/.exec(manifest.dependencies.aligndet) as RegExpExecArray;
    expect(resolve(folder, path)).toBe(resolve('.'));
  });

  it('has a config that derives from a published one, with the neck of the project', async () => {
    const loaded = await loadConfig(config);
    expect(loaded.config.model).toMatchObject({
      type: 'MaskRCNN',
      neck: { type: 'WeightedFPN', num_outs: 5 },
      roi_head: { bbox_head: { num_classes: 2 }, mask_head: { num_classes: 2 } },
    });
    expect(await lintConfigs([config])).toEqual([]);
  });

  it('has a neck that gives maps of one width', async () => {
    await ensureEngine();
    const builder = await builderFor(await loadConfig(config), () => undefined);
    const neck = builder.build(
      'neck',
      { type: 'WeightedFPN', in_channels: [4, 8], out_channels: 6, num_outs: 3 },
      '',
    );
    const maps = [tensor4d(Array(64).fill(1), [1, 4, 4, 4]), tensor4d(Array(32).fill(1), [1, 2, 2, 8])];
    const outputs = neck.forward(maps);
    expect(outputs.map(({ shape }) => shape)).toEqual([
      [1, 4, 4, 6],
      [1, 2, 2, 6],
      [1, 1, 1, 6],
    ]);
    expect([...neck.stateDict().keys()]).toContain('fusion0');
  });

  it.each<[string, (path: string) => void, RegExp]>([
    [
      'a folder with files',
      (path) => {
        mkdirSync(path);
        writeFileSync(join(path, 'notes.txt'), '');
      },
      /is not empty: it holds notes\.txt\. Nothing was written/,
    ],
    ['a file', (path) => writeFileSync(path, ''), /is a file\. Give the name of a new folder/],
  ])('refuses %s', async (name, make, message) => {
    const path = join(root, name);
    make(path);
    const before = existsSync(join(path, 'notes.txt')) ? readdirSync(path) : [];
    await expect(initCommand({ folder: path })).rejects.toThrow(UsageError);
    await expect(initCommand({ folder: path })).rejects.toThrow(message);
    if (before.length > 0) expect(readdirSync(path)).toEqual(before);
  });

  it('takes an empty folder, and one with a repository', async () => {
    const path = join(root, 'empty');
    mkdirSync(join(path, '.git'), { recursive: true });
    expect(await initCommand({ folder: path })).toBe(0);
  });
});
