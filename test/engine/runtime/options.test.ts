import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { EngineError } from '../../../aligndet/core/index.js';
import { configureEngine, engineOptions, runtime } from '../../../aligndet/engine/index.js';
import { configProto, optionsFromEnvironment } from '../../../aligndet/engine/runtime/options.js';

describe('optionsFromEnvironment', () => {
  it('takes a thread per core and every GPU by default', () => {
    expect(optionsFromEnvironment({})).toEqual({ threads: availableParallelism() });
    expect(optionsFromEnvironment({ ALIGNDET_THREADS: '' }).threads).toBe(availableParallelism());
  });

  it('takes what it is told', () => {
    expect(optionsFromEnvironment({ ALIGNDET_THREADS: '3', ALIGNDET_GPUS: '0,2' })).toEqual({
      threads: 3,
      gpus: [0, 2],
    });
    expect(optionsFromEnvironment({ ALIGNDET_GPUS: '' }).gpus).toEqual([]); // none
  });

  it.each(['0', '-1', '1.5', 'two', '5000'])('refuses %s threads', (threads) => {
    const read = () => optionsFromEnvironment({ ALIGNDET_THREADS: threads });
    expect(read).toThrow(EngineError);
    expect(read).toThrow(`ALIGNDET_THREADS must be a whole number from 1 to 4096, but is "${threads}".`);
  });

  it.each(['a', '-1', '0;1'])('refuses the GPUs %s', (gpus) => {
    expect(() => optionsFromEnvironment({ ALIGNDET_GPUS: gpus })).toThrow(
      'ALIGNDET_GPUS must be GPU indices',
    );
  });
});

describe('configProto', () => {
  it('is the message that TensorFlow reads', () => {
    // field 2 varint 3, field 5 varint 3, field 6 of 5 bytes: { field 4 varint 1, field 5 of 1 byte "0" }
    const message = [0x10, 3, 0x28, 3, 0x32, 5, 0x20, 1, 0x2a, 1, 0x30];
    expect([...configProto({ threads: 3, gpus: [0] })]).toEqual(message);
  });
});

describe('the options in force', () => {
  it('cannot change once TensorFlow runs', () => {
    runtime();
    const { threads } = engineOptions();
    configureEngine({ threads }); // nothing changes
    expect(() => configureEngine({ threads: threads + 1 })).toThrow(EngineError);
    expect(() => configureEngine({ threads: threads + 1 })).toThrow(
      /already runs with \d+ threads and .* cannot change .*ALIGNDET_THREADS/,
    );
  });

  (process.platform === 'linux' ? it : it.skip)(
    'are the number of threads of the process',
    () => {
      const count = (threads: string): number => {
        const child = join(import.meta.dirname, 'threads-child.ts');
        const env = { ...process.env, ALIGNDET_THREADS: threads };
        const { stdout } = spawnSync(process.execPath, ['--import', 'tsx', child], { env, encoding: 'utf8' });
        return Number(stdout);
      };
      // TensorFlow has one pool for the work of an op and one for ops that run at once.
      expect(count('5') - count('2')).toBe(2 * (5 - 2));
    },
    120_000,
  );
});
