import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataSynthCommand } from '../../aligndet/cli/data-synth.js';
import { silentLogger, silentProgress, UsageError } from '../../aligndet/core/index.js';

describe('dataSynthCommand', () => {
  it('hands the flags on', async () => {
    const out = mkdtempSync(join(tmpdir(), 'synth-command-'));
    const flags = { out, train: 1, val: 0, size: 96, classes: '3,8', digits: '1,2', side: '20,40' };
    expect(await dataSynthCommand(flags, silentProgress, silentLogger)).toBe(0);
    const { info } = JSON.parse(readFileSync(join(out, 'annotations', 'instances_train.json'), 'utf8'));
    expect(info.options).toMatchObject({
      train: 1,
      sizePx: 96,
      classes: [3, 8],
      minDigits: 1,
      maxDigits: 2,
      minEdgePx: 20,
      maxEdgePx: 40,
    });
    rmSync(out, { recursive: true });
  });

  it.each([
    [{ classes: '1,a' }, '--classes: expected numbers with commas, but got "1,a".'],
    [{ classes: '10' }, '--classes: '],
    [{ digits: '3' }, '--digits: expected two numbers with a comma between them, but got "3".'],
    [{ digits: '3,2' }, '--digits: the max must not be less than the min.'],
    [{ side: '20,400' }, '--side: the max must not exceed the size of the image.'],
    [{ difficulty: 2 }, '--difficulty: '],
  ])('names the wrong flag of %o', async (flags, message) => {
    const run = dataSynthCommand({ out: 'nowhere', ...flags }, silentProgress, silentLogger);
    await expect(run).rejects.toThrow(UsageError);
    await expect(run).rejects.toThrow(message);
  });
});
