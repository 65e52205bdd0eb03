import type { CheckStatus } from '../../../aligndet/cli/doctor/check.js';
import { examine } from '../../../aligndet/cli/doctor/checks.js';
import type { Machine } from '../../../aligndet/cli/doctor/machine.js';

const device = (type: string) => ({ name: `/device:${type}:0`, type, memoryBytes: 1 });

const healthy: Machine = {
  node: '20.19.0',
  engine: 'tensorflow',
  setup: {
    platform: 'linux-x64',
    tensorflow: '2.21.0',
    cache: '/cache',
    flavour: 'cpu',
    pip: 'pip 24.0',
    bytesNeeded: 1.2e9,
  },
  probe: { version: '2.21.0', devices: [device('CPU')], works: true },
  cacheWritable: true,
  cacheFreeBytes: 5e9,
  cores: 4,
  threads: 4,
  gpus: [],
  workFolder: '/work',
  workFreeBytes: 5e9,
};

const notSetUp = { ...healthy.setup, flavour: undefined, damage: 'TensorFlow 2.21.0 is not in /cache' };
const onGpu = { ...healthy.setup, flavour: 'gpu' as const };

describe('examine', () => {
  it('finds nothing on a healthy machine', () => {
    const checks = examine(healthy);
    expect(checks.map(({ name }) => name)).toEqual([
      'Node',
      'Python',
      'TensorFlow',
      'Cache',
      'Threads',
      'GPU',
      'Disk',
    ]);
    expect(checks.every(({ status, advice }) => status === 'ok' && advice === undefined)).toBe(true);
  });

  const cases: [string, string, CheckStatus, Partial<Machine>, RegExp][] = [
    ['an old Node', 'Node', 'wrong', { node: '20.18.3' }, /install Node 20\.19/],
    ['a newer Node', 'Node', 'ok', { node: '26.0.0' }, /^$/],
    ['no pip', 'Python', 'wrong', { setup: { ...notSetUp, pip: undefined } }, /apt install python3-pip/],
    ['no pip, but TensorFlow', 'Python', 'ok', { setup: { ...healthy.setup, pip: undefined } }, /^$/],
    ['no TensorFlow', 'TensorFlow', 'wrong', { setup: notSetUp, probe: undefined }, /npx aligndet setup$/],
    ['a crash', 'TensorFlow', 'wrong', { probe: { failure: 'ends with SIGSEGV' } }, /setup --force/],
    [
      'wrong products',
      'TensorFlow',
      'wrong',
      { probe: { version: '2', devices: [], works: false } },
      /setup --force/,
    ],
    [
      'a platform without TensorFlow',
      'TensorFlow',
      'wrong',
      { setup: { ...notSetUp, unsupported: 'There is no TensorFlow for win32' } },
      /one of the supported platforms/,
    ],
    ['the slow engine', 'TensorFlow', 'warning', { engine: 'cpu' }, /unset ALIGNDET_ENGINE/],
    ['a read-only cache', 'Cache', 'warning', { cacheWritable: false }, /ALIGNDET_CACHE/],
    ['it before the set-up', 'Cache', 'wrong', { cacheWritable: false, setup: notSetUp }, /ALIGNDET_CACHE/],
    ['too many threads', 'Threads', 'warning', { threads: 8 }, /unset ALIGNDET_THREADS/],
    ['no number of threads', 'Threads', 'wrong', { threads: { failure: 'bad' } }, /ALIGNDET_THREADS/],
    ['an idle GPU', 'GPU', 'warning', { gpus: ['A100'] }, /npx aligndet setup --gpu/],
    ['an unseen GPU', 'GPU', 'warning', { gpus: ['A100'], setup: onGpu }, /CUDA 12/],
    [
      'a GPU in use',
      'GPU',
      'ok',
      { gpus: ['A100'], setup: onGpu, probe: { version: '2', devices: [device('GPU')], works: true } },
      /^$/,
    ],
    ['no space for TensorFlow', 'Disk', 'wrong', { setup: notSetUp, cacheFreeBytes: 1e9 }, /free space/],
    ['little space for checkpoints', 'Disk', 'warning', { workFreeBytes: 1e9 }, /--work-dir/],
  ];

  it.each(cases)('judges %s', (_case, name, status, change, advice) => {
    const check = examine({ ...healthy, ...change }).find((candidate) => candidate.name === name);
    expect(check?.status).toBe(status);
    expect(check?.advice ?? '').toMatch(advice);
  });
});
