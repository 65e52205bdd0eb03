import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTorchFile } from '../../aligndet/checkpoint/index.js';
import { silentLogger, silentProgress } from '../../aligndet/core/index.js';
import { loadWeights, weightOptions } from '../../aligndet/run/weights.js';
import { moduleOf, moduleOfNames, PlainParameter } from '../support/load-target.js';
import { restoreVariables, stubVariable } from '../support/variables.js';

describe('weights of a command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'weights-'));
  const file = join(folder, 'file.pth');
  const server = createServer((_request, response) => response.end(readFileSync(file)));
  const tools = { logger: silentLogger, progress: silentProgress };
  let url: string;

  beforeAll(async () => {
    stubVariable('ALIGNDET_CACHE', join(folder, 'cache'));
    writeTorchFile(file, { a: { dtype: 'float32', shape: [1], data: Float32Array.of(7) } });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/file.pth`;
  });
  afterAll(() => {
    restoreVariables();
    server.close();
    rmSync(folder, { recursive: true });
  });

  it('come over HTTP, and from the cache when offline', async () => {
    await expect(loadWeights(moduleOf({}), url, weightOptions({ offline: true }, tools))).rejects.toThrow(
      /is not in the cache/,
    );
    for (const offline of [false, true]) {
      const a = new PlainParameter([1]);
      await loadWeights(moduleOf({ a }), url, weightOptions({ offline }, tools));
      expect(a.values).toEqual([7]);
    }
  });

  it('are refused when they fit less than half, unless that is allowed', async () => {
    const model = moduleOfNames('a', 'b', 'c');
    await expect(loadWeights(model, file, weightOptions({}, tools))).rejects.toThrow('--allow-partial');
    const { report } = await loadWeights(model, file, weightOptions({ allowPartial: true }, tools));
    expect(report.matched).toEqual(['a']);
  });

  it('may be forbidden to come from elsewhere by the environment', () => {
    stubVariable('ALIGNDET_OFFLINE', '1');
    expect(weightOptions({}, tools).isOffline).toBe(true);
    expect(weightOptions({ offline: false }, tools).isOffline).toBe(false);
    stubVariable('ALIGNDET_OFFLINE', '0');
    expect(weightOptions({}, tools).isOffline).toBe(false);
  });
});
