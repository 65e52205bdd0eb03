import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { execFileSync } from 'node:child_process';
import { train } from 'aligndet';
import { lintConfigs, loadConfig } from 'aligndet/config';

const CONFIG = 'configs/digits.ts';

describe('the config', () => {
  it('uses the neck of this project', async () => {
    const { config } = await loadConfig(CONFIG);
    assert.equal(config.model.neck.type, 'WeightedFPN');
  });

  it('has nothing that lint finds', async () => {
    assert.deepEqual(await lintConfigs([CONFIG]), []);
  });
});

describe('the neck', () => {
  before(() => {
    if (!existsSync('data/digits')) execFileSync('npm', ['run', '--silent', 'data'], { stdio: 'inherit' });
  });

  it('trains: a few iterations, each with a finite loss', { timeout: 600_000 }, async () => {
    const losses = [];
    const stop = new AbortController();
    await train(CONFIG, {
      workDir: 'work_dirs/test',
      validate: false,
      signal: stop.signal,
      onEvent(event) {
        if (event.type !== 'iteration') return;
        losses.push(event.losses.loss);
        if (losses.length === 4) stop.abort();
      },
    });
    assert.ok(losses.length >= 4);
    assert.ok(losses.every(Number.isFinite), `losses: ${losses.join(', ')}`);
  });
});
