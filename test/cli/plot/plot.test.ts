import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/coco.js';
import { runCommand } from '../../support/command.js';

const folder = temporaryFolder();

function workDir(name: string, ...logs: object[][]): string {
  const path = join(folder, name);
  mkdirSync(path);
  for (const [i, lines] of logs.entries()) {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    writeFileSync(join(path, `2026010${i}_000000.log.json`), text);
  }
  return path;
}

const line = { mode: 'train', epoch: 1, iter: 50, lr: 0.1, time: 1, loss: 2.5 };

describe('aligndet plot', () => {
  it('writes a page into the work dir: one chart each, no script, names as text', async () => {
    const path = workDir('<b>', [line, { mode: 'val', epoch: 1, iter: 4, bbox_mAP: 0.25 }]);
    const { exitCode, stdout } = await runCommand('plot', path);
    expect([exitCode, stdout]).toEqual([0, `Wrote ${join(path, 'curves.html')}\n`]);
    const page = readFileSync(join(path, 'curves.html'), 'utf8');
    expect(page.match(/<svg/g)).toHaveLength(4); // AP, loss, rate, time
    expect(page).toContain('<h1>&lt;b&gt;</h1>');
    expect(page).not.toContain('<script');
  });

  it('draws several runs into one page, in a folder of its own', async () => {
    const paths = [workDir('a', [line]), workDir('b', [line])];
    const out = join(folder, 'sub', 'both.html');
    expect((await runCommand('plot', ...paths, '--out', out)).exitCode).toBe(0);
    expect(readFileSync(out, 'utf8')).toContain('b: loss');
  });

  it.each([
    ['a folder that is not there', () => join(folder, 'no'), /no: no such file or folder/],
    ['a folder without a log', () => workDir('empty'), /empty: expected a log of a run \(\*\.log\.json\)/],
    ['a log without numbers', () => workDir('young', [{ seed: 0 }]), /young: the log has no values yet/],
  ])('%s is told', async (_case, path, message) => {
    const { exitCode, stderr } = await runCommand('plot', path());
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(message);
  });

  it('takes a page for --out alone', async () => {
    const { exitCode, stderr } = await runCommand('plot', 'x', '--out', 'x.png');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('ends in .html, but got x.png')]);
  });
});
