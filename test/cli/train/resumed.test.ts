import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TrainFlags } from '../../../aligndet/cli/train/flags.js';
import { checkpointToResume } from '../../../aligndet/cli/train/resumed.js';
import { silentLogger } from '../../../aligndet/core/index.js';
import { temporaryFolder } from '../../support/coco.js';

describe('the checkpoint that a run goes on from', () => {
  const [fresh, begun] = [temporaryFolder(), temporaryFolder()];
  const latest = join(begun, 'latest.pth');
  writeFileSync(latest, 'x');

  // mmdetection 2.25, apis/train.py: auto_resume is looked at only where cfg.resume_from is None.
  it.each<
    [
      flags: Partial<TrainFlags>,
      config: Record<string, unknown>,
      workDir: string,
      expected?: string,
      said?: string,
    ]
  >([
    [{}, {}, begun],
    [{}, { resume_from: null, auto_resume: false }, begun],
    [{}, { resume_from: 'a.pth' }, begun, 'a.pth'],
    [{ 'resume-from': 'b.pth' }, { resume_from: 'a.pth' }, begun, 'b.pth'],
    [{ 'auto-resume': true }, {}, begun, latest],
    [{}, { auto_resume: true }, begun, latest],
    [{ 'auto-resume': true }, {}, fresh, undefined, `there is no checkpoint in ${fresh} yet`],
    [{ 'auto-resume': true, 'resume-from': 'b.pth' }, {}, fresh, 'b.pth', 'goes on from b.pth'],
    [{ 'auto-resume': true, 'resume-from': 'b.pth' }, {}, begun, 'b.pth', `${latest} is not used`],
    [{ 'auto-resume': true }, { resume_from: 'a.pth' }, begun, 'a.pth', `${latest} is not used`],
  ])('%j, %j in %s: %s', async (flags, config, workDir, expected, said) => {
    const lines: string[] = [];
    const note = (line: string) => void lines.push(line);
    const logger = { ...silentLogger, info: note, warn: note };
    expect(await checkpointToResume(flags as TrainFlags, config, workDir, logger)).toBe(expected);
    expect(lines).toEqual(said === undefined ? [] : [expect.stringContaining(said)]);
  });
});
