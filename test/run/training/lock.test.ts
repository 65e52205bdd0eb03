import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { TrainingError } from '../../../aligndet/core/index.js';
import { lockWorkDir } from '../../../aligndet/run/training/lock.js';
import { temporaryFolder } from '../../support/coco.js';

describe('the lock of a work dir', () => {
  const folder = temporaryFolder();
  const file = join(folder, '.aligndet.lock');
  const hold = (holder: unknown) =>
    writeFileSync(file, typeof holder === 'string' ? holder : JSON.stringify(holder));

  it('keeps a second run out until it is given back', () => {
    const unlock = lockWorkDir(folder);
    const second = () => lockWorkDir(folder);
    expect(second).toThrow(TrainingError);
    expect(second).toThrow(
      `is in use: process ${process.pid} on ${hostname()} has been training in it since ${new Date().getFullYear()}`,
    );
    expect(JSON.parse(readFileSync(file, 'utf8')).pid).toBe(process.pid); // the refusal has not touched it
    unlock();
    expect(existsSync(file)).toBe(false);
    lockWorkDir(folder)();
  });

  it('believes what another machine wrote', () => {
    hold({ pid: 1, host: 'elsewhere', since: '2026-01-01' });
    expect(() => lockWorkDir(folder)).toThrow(
      /process 1 on elsewhere .* If you are certain that it has ended, remove .*\.lock/,
    );
  });

  it.each([
    ['a process that is gone', { pid: spawnSync('true').pid, host: hostname(), since: '' }],
    ['another process under the old number', { pid: process.pid, host: hostname(), since: '', begun: '1' }],
    ['a run that was killed while it wrote', ''],
    ['something else', '"x"'],
  ])('is taken over from %s', (_case, holder) => {
    hold(holder);
    const unlock = lockWorkDir(folder);
    expect(JSON.parse(readFileSync(file, 'utf8')).pid).toBe(process.pid);
    unlock();
  });
});
