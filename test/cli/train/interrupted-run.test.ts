import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { jest } from '@jest/globals';
import { temporaryFolder } from '../../support/coco.js';
import { runCommand } from '../../support/command.js';
import { writeTinyDataset } from '../../support/tiny-dataset.js';

const root = resolve(import.meta.dirname, '../../..');

interface Child {
  readonly process: ChildProcess;
  /** Everything printed so far, on both streams. */
  readonly printed: () => string;
  readonly ended: Promise<{ code: number | null; signal: string | null }>;
}

/** `aligndet train` in a process of its own. */
function startTraining(...words: string[]): Child {
  return start(process.execPath, [join(root, 'tools/aligndet.mjs'), 'train', ...words]);
}

/** Any program, in a folder that is not the project's. */
function start(program: string, words: readonly string[]): Child {
  const child = spawn(program, words, { cwd: tmpdir() });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      printed += chunk;
    });
  }
  const ended = new Promise<{ code: number | null; signal: string | null }>((done) => {
    child.on('close', (code, signal) => done({ code, signal }));
  });
  return { process: child, printed: () => printed, ended };
}

async function until(holds: () => boolean, child: Child): Promise<void> {
  while (!holds()) {
    if (child.process.exitCode !== null) throw new Error(`it ended before that:\n${child.printed()}`);
    await new Promise((done) => setTimeout(done, 5));
  }
}

/** Losses by epoch and iteration, from the logs of all runs in a folder; a later run has the last word. */
function lossesOf(workDir: string): Record<string, number> {
  const logs = readdirSync(workDir).filter((name) => name.endsWith('.log.json'));
  const rows = logs.sort().flatMap((name) =>
    readFileSync(join(workDir, name), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );
  return Object.fromEntries(
    rows.filter(({ mode }) => mode === 'train').map(({ epoch, iter, loss }) => [`${epoch}.${iter}`, loss]),
  );
}

jest.setTimeout(240_000);

describe('a run that is interrupted', () => {
  const folder = temporaryFolder();
  let config: string;
  let expected: Record<string, number>;

  /** Long enough to be stopped within. */
  const options = ['--cfg-options', 'runner.max_epochs=6'];

  beforeAll(async () => {
    ({ config } = await writeTinyDataset(folder));
    const whole = join(folder, 'whole');
    const { exitCode, stderr } = await runCommand(
      'train',
      config,
      '--no-validate',
      '--work-dir',
      whole,
      ...options,
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr });
    expected = lossesOf(whole);
    expect(Object.keys(expected)).toHaveLength(18); // 6 epochs of 3 iterations
  }, 240_000);

  async function resume(workDir: string): Promise<void> {
    const words = ['train', config, '--no-validate', '--work-dir', workDir, '--auto-resume', ...options];
    const { exitCode, stdout, stderr } = await runCommand(...words);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr });
    expect(stdout).toContain('resumed epoch');
  }

  it('saves and stops at Ctrl-C, says how to go on, and gives the losses of an unbroken run', async () => {
    const workDir = join(folder, 'stopped');
    const child = startTraining(config, '--no-validate', '--work-dir', workDir, ...options);
    await until(() => child.printed().includes('Epoch [2][1/3]'), child);
    child.process.kill('SIGINT');
    expect(await child.ended).toEqual({ code: 130, signal: null });
    expect(child.printed()).toContain('SIGINT: stopping after this iteration; a checkpoint is saved.');
    expect(child.printed()).toMatch(/Stopped\. Resume with --auto-resume, or --resume-from .*iter_\d+\.pth/);
    expect(child.printed()).not.toContain('Epoch [6]');
    expect(readlinkSync(join(workDir, 'latest.pth'))).toMatch(/^iter_\d+\.pth$/);
    await resume(workDir);
    expect(lossesOf(workDir)).toEqual(expected);
  });

  it('goes on from the last checkpoint when it was killed', async () => {
    const workDir = join(folder, 'killed');
    const child = startTraining(config, '--no-validate', '--work-dir', workDir, ...options);
    await until(() => existsSync(join(workDir, 'latest.pth')), child);
    child.process.kill('SIGKILL');
    expect(await child.ended).toEqual({ code: null, signal: 'SIGKILL' });
    await resume(workDir);
    expect(lossesOf(workDir)).toEqual(expected);
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('saves and stops at %s; the exit code says so', async (signal, code) => {
    const workDir = join(folder, signal);
    const child = startTraining(config, '--no-validate', '--work-dir', workDir, ...options);
    await until(() => child.printed().includes('Epoch [2][1/3]'), child);
    child.process.kill(signal);
    expect(await child.ended).toEqual({ code, signal: null });
    expect(child.printed()).toContain(`${signal}: stopping after this iteration`);
    expect(existsSync(join(workDir, 'latest.pth'))).toBe(true);
  });

  it('is not stopped by SIGHUP under nohup, and is the very process that tools/dist_train.sh was', async () => {
    const workDir = join(folder, 'a folder', 'with spaces');
    const link = join(folder, 'my link.sh');
    symlinkSync(join(root, 'tools/dist_train.sh'), link);
    const words = [link, config, '8', '--no-validate', '--work-dir', workDir, ...options];
    const child = start('nohup', ['bash', ...words]);
    await until(() => child.printed().includes('Epoch [1][3/3]'), child);
    child.process.kill('SIGHUP');
    await until(() => child.printed().includes('Epoch [3][1/3]'), child);
    child.process.kill('SIGTERM');
    expect(await child.ended).toEqual({ code: 143, signal: null });
    expect(child.printed()).toContain('seed 42');
    expect(child.printed()).toContain('8 GPUs were requested');
    expect(existsSync(join(workDir, 'latest.pth'))).toBe(true);
  });

  it('goes on when nobody reads what it prints', async () => {
    const workDir = join(folder, 'unread');
    mkdirSync(workDir);
    const command = `"$0" "$1" train "$2" --no-validate --work-dir "$3" 2>&1 | head -n 1; exit \${PIPESTATUS[0]}`;
    const words = ['-c', command, process.execPath, join(root, 'tools/aligndet.mjs'), config, workDir];
    const child = start('bash', words);
    expect(await child.ended).toEqual({ code: 0, signal: null });
    expect(child.printed().trim().split('\n')).toHaveLength(1);
    const log = readdirSync(workDir).find((name) => name.endsWith('.log')) as string;
    const text = readFileSync(join(workDir, log), 'utf8');
    expect(text).toContain('Epoch [2][3/3]');
    expect(text).toContain('stdout is closed (EPIPE)');
  });
});
