import { join } from 'node:path';
import { memory } from '../../aligndet/engine/index.js';
import { fixtures } from '../support/paths.js';
import { foldersWithCase } from './find-cases.js';
import { modelsHandler } from './models/index.js';
import { schedulesHandler } from './schedules/index.js';

const casesOf = (family: string) => foldersWithCase(join(fixtures, 'goldens', family), family);

describe.each([
  { family: 'models', handler: modelsHandler, cases: await casesOf('models') },
  { family: 'schedules', handler: schedulesHandler, cases: await casesOf('schedules') },
])('golden $family', ({ handler, cases }) => {
  it.each(cases.map((golden) => [golden.name, golden] as const))('%s', async (_name, golden) => {
    const before = memory().numTensors;
    const findings = await handler.run(golden);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.filter(({ share }) => !(share <= 1))).toEqual([]);
    expect(memory().numTensors).toBe(before);
  });
});
