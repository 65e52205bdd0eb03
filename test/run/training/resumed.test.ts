import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentLogger } from '../../../aligndet/core/index.js';
import type { TrainOptions } from '../../../aligndet/run/index.js';
import { checkpointToResume } from '../../../aligndet/run/training/resumed.js';
import { temporaryFolder } from '../../support/coco.js';

describe('the checkpoint that a run goes on from', () => {
  const [fresh, begun] = [temporaryFolder(), temporaryFolder()];
  const latest = join(begun, 'latest.pth');
  writeFileSync(latest, 'x');

  // The last two are rest: to a function of more parameters than the row has values, jest hands a callback that it waits for.
  // mmdetection 2.25, apis/train.py: auto_resume is looked at only where cfg.resume_from is None.
  it.each<
    [
      flags: Partial<TrainOptions>,
      config: Record<string, unknown>,
      workDir: string,
      expected?: string,
      said?: string,
    ]
  >([
    [{}, {}, begun],
    [{}, { resume_from: null, auto_resume: false }, begun],
    [{}, { resume_from: 'a.pth' }, begun, 'a.pth'],
    [{ resumeFrom: 'b.pth' }, { resume_from: 'a.pth' }, begun, 'b.pth'],
    [{ autoResume: true }, {}, begun, latest],
    [{}, { auto_resume: true }, begun, latest],
    [{ autoResume: true }, {}, fresh, undefined, `there is no checkpoint in ${fresh} yet`],
    [{ autoResume: true, resumeFrom: 'b.pth' }, {}, fresh, 'b.pth', 'resumes from b.pth'],
    [{ autoResume: true, resumeFrom: 'b.pth' }, {}, begun, 'b.pth', `${latest} is not used`],
    [{ autoResume: true }, { resume_from: 'a.pth' }, begun, 'a.pth', `${latest} is not used`],
  ])('%j, %j in %s: %s', async (flags, config, workDir, ...[expected, said]) => {
    const lines: string[] = [];
    const note = (line: string) => void lines.push(line);
    const logger = { ...silentLogger, info: note, warn: note };
    expect(await checkpointToResume(flags as TrainOptions, config, workDir, logger)).toBe(expected);
    expect(lines).toEqual(said === undefined ? [] : [expect.stringContaining(said)]);
  });
});
