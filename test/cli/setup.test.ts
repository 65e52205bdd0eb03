import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { cacheFolder } from '../../aligndet/engine/index.js';
import { temporaryFolder } from '../support/coco.js';
import { fakePip } from '../support/wheels.js';

const program = resolve(import.meta.dirname, '../../tools/aligndet.mjs');

describe('aligndet setup', () => {
  const root = temporaryFolder();

  function run(flags: string[], environment: NodeJS.ProcessEnv) {
    const env = { ...process.env, NO_COLOR: '1', ...environment };
    return spawnSync(process.execPath, [program, 'setup', ...flags], {
      env,
      encoding: 'utf8',
      timeout: 50_000,
    });
  }

  it('says nothing when it is quiet and there is nothing to do', () => {
    const { status, stdout, stderr } = run(['--quiet'], { ALIGNDET_CACHE: cacheFolder() });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  it('says where TensorFlow is', () => {
    expect(run([], { ALIGNDET_CACHE: cacheFolder() }).stdout).toMatch(/TensorFlow is in .*tensorflow-/);
  });

  it.each([
    [
      'a cache below a file',
      '/dev/null/cache',
      /a parent in the path is a file.*ALIGNDET_CACHE sets the folder/,
    ],
    [
      'a cache that may not be written to',
      '/sys/cache',
      /^error: \/sys\/cache cannot be written.*ALIGNDET_CACHE/,
    ],
  ])('explains %s', (_case, cache, message) => {
    const { status, stderr } = run(['--quiet'], { ALIGNDET_CACHE: cache });
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('explains a machine without a network', () => {
    const path = fakePip(join(root, 'bin'), 'echo "ERROR: no network"; exit 1');
    const { status, stderr } = run([], { ALIGNDET_CACHE: join(root, 'cache'), PATH: path });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^error: pip could not download .*\n {2}ERROR: no network\n {2}.*--from <wheel or folder>\n$/,
    );
  });

  it('exits with 2 on a flag that it does not know', () => {
    const { status, stderr } = run(['--form', 'x'], {});
    expect(status).toBe(2);
    expect(stderr).toContain('form');
  });
});
