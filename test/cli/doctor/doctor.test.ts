import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { cacheFolder } from '../../../aligndet/engine/index.js';
import { temporaryFolder } from '../../support/coco.js';

const program = resolve(import.meta.dirname, '../../../tools/aligndet.mjs');

describe('aligndet doctor', () => {
  const empty = temporaryFolder();

  function run(flags: string[], environment: NodeJS.ProcessEnv) {
    const env = { ...process.env, ...environment };
    return spawnSync(process.execPath, [program, 'doctor', ...flags], {
      env,
      encoding: 'utf8',
      timeout: 50_000,
    });
  }

  it('tries TensorFlow where it is set up', () => {
    const { status, stdout } = run(['--json'], { ALIGNDET_CACHE: cacheFolder(), ALIGNDET_THREADS: '1' });
    const { ok, checks } = JSON.parse(stdout);
    expect(checks[2]).toMatchObject({ name: 'TensorFlow', status: 'ok' });
    expect(checks[4].found).toMatch(/^1 threads on/);
    expect(status).toBe(ok ? 0 : 1);
  });

  it('says what to type where it is not', () => {
    const { status, stdout } = run([], { ALIGNDET_CACHE: empty });
    expect(stdout).toMatch(/TensorFlow {2}wrong .* is not in .*\n +-> run: npx aligndet setup\n/);
    expect(status).toBe(1);
  });
});
