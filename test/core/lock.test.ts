import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { withLock } from '../../aligndet/core/index.js';
import { temporaryFolder } from '../support/coco.js';

describe('withLock', () => {
  const folder = temporaryFolder();

  it('runs one piece of work after the other', async () => {
    const events: string[] = [];
    const work = (name: string) => async () => {
      events.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      events.push(`${name} ends`);
    };
    const file = join(folder, 'new folder', 'a.lock');
    await Promise.all([
      withLock(file, work('a'), () => {}),
      withLock(file, work('b'), () => events.push('b waits')),
    ]);
    expect(events.filter((event) => event !== 'b waits')).toEqual([
      'a begins',
      'a ends',
      'b begins',
      'b ends',
    ]);
    expect(events).toContain('b waits');
  });

  it('lets go when the work fails', async () => {
    const file = join(folder, 'b.lock');
    const failing = withLock(
      file,
      () => Promise.reject(new Error('broken')),
      () => {},
    );
    await expect(failing).rejects.toThrow('broken');
    expect(
      await withLock(
        file,
        async () => 'done',
        () => {},
      ),
    ).toBe('done');
  });

  it('is free at once when its holder is killed', async () => {
    const file = join(folder, 'c.lock');
    const holder = holdLock(file);
    await once(holder.stdout as NodeJS.ReadableStream, 'data');
    let waited = false;
    const next = withLock(
      file,
      async () => 'done',
      () => {
        waited = true;
        holder.kill('SIGKILL');
      },
    );
    expect(await next).toBe('done');
    expect(waited).toBe(true);
  });
});

function holdLock(file: string): ChildProcess {
  const child = join(import.meta.dirname, 'lock-child.ts');
  return spawn(process.execPath, ['--import', 'tsx', child, file], { stdio: ['ignore', 'pipe', 'inherit'] });
}
