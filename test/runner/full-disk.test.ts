import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Builder } from '../../aligndet/core/index.js';
import {
  type Hook,
  hookRegistry,
  readCheckpoint,
  resumeRun,
  runByEpoch,
} from '../../aligndet/runner/index.js';
import { batches, tinyRun } from '../support/runs.js';

/** A file system of 256 KiB of its own, or `undefined` where none may be mounted. */
function smallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'aligndet-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmSync(folder, { recursive: true });
    return undefined;
  }
}

/** Leaves no room behind, piece by piece. */
function fill(folder: string): void {
  for (const size of [65_536, 4096, 1]) {
    for (let i = 0; ; i++) {
      try {
        writeFileSync(join(folder, `filler-${size}-${i}`), new Uint8Array(size));
      } catch {
        rmSync(join(folder, `filler-${size}-${i}`), { force: true });
        break;
      }
    }
  }
}

function empty(folder: string): void {
  for (const file of readdirSync(folder)) if (file.startsWith('filler')) rmSync(join(folder, file));
}

const disk = smallDisk();
const why =
  disk === undefined ? ' (skipped: no file system can be mounted here, which takes root on Linux)' : '';

(disk === undefined ? describe.skip : describe)(`a disk that fills up in a run${why}`, () => {
  const folder = disk as string;

  afterAll(() => {
    execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true });
  });

  /** Saves at the end of each epoch; the disk fills up during epoch `full`. */
  function savingRun(full?: number) {
    const run = tinyRun(folder);
    const builder = new Builder([hookRegistry]);
    const filler: Hook = {
      name: 'Filler',
      beforeTrainEpoch: ({ epoch }) => {
        if (epoch + 1 === full) fill(folder);
      },
    };
    run.runner.register(builder.build('hook', { type: 'OptimizerHook' }), 'ABOVE_NORMAL');
    run.runner.register(builder.build('hook', { type: 'CheckpointHook', interval: 1 }));
    run.runner.register(filler);
    return run;
  }

  it('leaves the earlier checkpoint whole, says how to go on, and goes on', async () => {
    const first = savingRun(2);
    const run = runByEpoch(first.runner, batches(2), 3);
    await expect(run).rejects.toThrow(
      /epoch_2\.pth: could not be written: the disk is full\. Free some space.*latest\.pth.*--auto-resume/,
    );
    first.dispose();

    expect(readdirSync(folder).filter((file) => !file.startsWith('filler'))).toEqual([
      'epoch_1.pth',
      'latest.pth',
    ]);
    expect(readlinkSync(join(folder, 'latest.pth'))).toBe('epoch_1.pth');
    expect(readCheckpoint(join(folder, 'epoch_1.pth')).meta).toMatchObject({ epoch: 1, iter: 2 });

    empty(folder);
    const second = savingRun();
    resumeRun(second.runner, join(folder, 'latest.pth'));
    await runByEpoch(second.runner, batches(2), 3);
    const resumed = second.model.weight.read()[0];
    second.dispose();

    const whole = savingRun();
    await runByEpoch(whole.runner, batches(2), 3);
    expect(resumed).toBe(whole.model.weight.read()[0]);
    whole.dispose();
  });
});
