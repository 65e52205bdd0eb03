import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTorchFile } from '../../../aligndet/checkpoint/index.js';
import { runCommand } from '../../support/command.js';
import { fixtures } from '../../support/paths.js';

const vector = (...values: number[]) => ({
  dtype: 'float32' as const,
  shape: [values.length],
  data: Float32Array.from(values),
});

describe('aligndet checkpoint', () => {
  const folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));
  const [first, second] = ['first.pth', 'second.pth'].map((name) => join(folder, name));
  const weights = (bias: number) => ({ 'fc.weight': vector(1, 2), 'fc.bias': vector(bias) });

  beforeAll(() => {
    writeTorchFile(first, { meta: { epoch: 3, CLASSES: ['cat'] }, state_dict: weights(Number.NaN) });
    writeTorchFile(second, { meta: { epoch: 3, CLASSES: ['cat'] }, state_dict: weights(4) });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('inspect prints a tree', async () => {
    const { exitCode, stdout } = await runCommand('checkpoint', 'inspect', first);
    expect(exitCode).toBe(0);
    expect(stdout.replace(first, 'FILE').replace(/[\d.]+ k?B,/, '1 kB,')).toBe(
      [
        'FILE: zip, 1 kB, 2 tensors',
        'WARNING: 1 NaN and 0 infinite values',
        'meta: {"epoch":3,"CLASSES":["cat"]}',
        'state_dict  (2 tensors, 12 B)',
        '  fc  (2 tensors, 12 B)',
        '    weight  float32 [2]  1 to 2, mean 1.5, std 0.5',
        '    bias  float32 [1]  no finite value, 1 NaN',
        '',
      ].join('\n'),
    );
  });

  it('inspect prints JSON, and no values when asked', async () => {
    const { stdout } = await runCommand('checkpoint', 'inspect', first, '--json', '--no-statistics');
    const { format, tensors } = JSON.parse(stdout);
    expect(format).toBe('zip');
    expect(tensors[0]).toEqual({
      path: 'state_dict.fc.weight',
      dtype: 'float32',
      shape: [2],
      bytes: 8,
      storedBytes: 8,
    });
  });

  it('inspect refuses an attack', async () => {
    const attack = join(fixtures, 'goldens/checkpoint/hostile/exec-os-system.pth');
    const { exitCode, stderr } = await runCommand('checkpoint', 'inspect', attack);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/would run posix\.system.*Nothing was run/);
  });

  it('diff tells what changed, by its exit code too', async () => {
    const { exitCode, stdout } = await runCommand('checkpoint', 'diff', first, second);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('! state_dict.fc.bias: values: 1 of 1 values');
    expect(stdout).toContain('1 equal, 1 changed, 0 only in');
    expect((await runCommand('checkpoint', 'diff', first, first)).exitCode).toBe(0);
  });

  it('goes to a repository of Hugging Face and back', async () => {
    const [repository, back] = [join(folder, 'model'), join(folder, 'back.pth')];
    const flags = ['--license', 'apache-2.0', '--dataset', 'COCO', '--metrics', 'bbox_mAP=0.4'];
    expect(await runCommand('checkpoint', 'to-hub', second, repository, ...flags)).toMatchObject({
      exitCode: 0,
    });
    expect(readdirSync(repository).sort()).toEqual(['README.md', 'config.json', 'model.safetensors']);
    await runCommand('checkpoint', 'from-hub', repository, back);
    expect((await runCommand('checkpoint', 'diff', second, back)).exitCode).toBe(0);
  });

  it.each([
    [['to-hub', 'a', 'b'], /--license is missing/],
    [['to-hub', 'a', 'b', '--license', 'mit', '--metrics', 'x'], /takes name=number/],
    [['diff', 'a'], /takes 2 path\(s\), but got 1/],
    [['explode', 'a'], /takes inspect, diff, to-hub or from-hub, but got "explode"/],
  ])('%s is wrong usage', async (words, message) => {
    const { exitCode, stderr } = await runCommand('checkpoint', ...words);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});
