import { join } from 'node:path';
import { memory } from '../../aligndet/engine/index.js';
import { fixtures } from '../support/paths.js';
import { foldersWithCase } from './find-cases.js';
import { modelsHandler } from './models/index.js';
import { schedulesHandler } from './schedules/index.js';

const handlers = { models: modelsHandler, schedules: schedulesHandler };

describe.each(Object.entries(handlers))('golden %s', async (family, handler) => {
  const cases = await foldersWithCase(join(fixtures, 'goldens', family), family);

  it.each(cases.map((golden) => [golden.name, golden] as const))('%s', async (_name, golden) => {
    const before = memory().numTensors;
    const findings = await handler.run(golden);
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.filter(({ share }) => !(share <= 1))).toEqual([]);
    expect(memory().numTensors).toBe(before);
  });
});
