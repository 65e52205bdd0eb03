import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  diffCheckpoints,
  inspectCheckpoint,
  PyDict,
  statistics,
  writeTorchFile,
} from '../../../aligndet/checkpoint/index.js';
import { inspectionLines } from '../../../aligndet/cli/checkpoint/inspect.js';
import type { TensorRecord } from '../../../aligndet/nn/index.js';

const vector = (...values: number[]): TensorRecord => ({
  dtype: 'float32',
  shape: [values.length],
  data: Float32Array.from(values),
});

describe('looking into checkpoints', () => {
  const folder = mkdtempSync(join(tmpdir(), 'inspect-'));
  const [first, second] = ['first.pth', 'second.pth'].map((name) => join(folder, name));
  afterAll(() => rmSync(folder, { recursive: true }));

  const shared = vector(1, 2, 3);
  beforeAll(() => {
    const state = (bias: number) =>
      new PyDict([
        ['a.weight', shared],
        ['a.bias', vector(bias, Number.NaN)],
        ['b.weight', shared],
      ]);
    writeTorchFile(first, { meta: { epoch: 3, CLASSES: ['cat'] }, state_dict: state(1) });
    writeTorchFile(second, { state_dict: new PyDict([...state(1.5), ['new', vector()]]) });
  });

  it('lists tensors with numbers and shared memory', () => {
    const { tensors, meta, format } = inspectCheckpoint(first);
    expect(format).toBe('zip');
    expect(meta).toEqual({ meta: { epoch: 3, CLASSES: ['cat'] } });
    expect(tensors.map(({ path, sharedWith }) => [path, sharedWith])).toEqual([
      ['state_dict.a.weight', undefined],
      ['state_dict.a.bias', undefined],
      ['state_dict.b.weight', 'state_dict.a.weight'],
    ]);
    expect(tensors[1].statistics).toMatchObject({ min: 1, max: 1, nans: 1 });
    expect(inspectionLines(inspectCheckpoint(first))[1]).toBe('WARNING: 1 NaN and 0 infinite values');
  });

  it('shows no metadata that would never end', () => {
    const ring: unknown[] = [];
    ring.push(ring);
    let laughs: unknown = ['ha'];
    for (let i = 0; i < 40; i++) laughs = [laughs, laughs];
    const odd = join(folder, 'odd.pth');
    writeTorchFile(odd, { ring, laughs, few: [1] });
    expect(inspectCheckpoint(odd).meta).toEqual({
      ring: '(contains itself)',
      laughs: expect.stringMatching(/^\(\d+ values\)$/),
      few: [1],
    });
  });

  it('reads no values when not asked', () => {
    expect(inspectCheckpoint(first, false).tensors[0].statistics).toBeUndefined();
  });

  it('tells two files apart', () => {
    expect(diffCheckpoints(first, second)).toEqual({
      onlyInFirst: [],
      onlyInSecond: ['state_dict.new'],
      changed: [
        {
          path: 'state_dict.a.bias',
          what: 'values',
          detail: '1 of 2 values, by up to 0.5000',
          largestDifference: 0.5,
          differingValues: 1,
        },
      ],
      equal: 2,
    });
    expect(diffCheckpoints(first, first).changed).toEqual([]);
  });
});

describe('statistics', () => {
  it.each([
    ['nothing', vector(), { min: null, max: null, mean: null, std: null, nans: 0, infinities: 0 }],
    ['one', vector(2), { min: 2, max: 2, mean: 2, std: 0, nans: 0, infinities: 0 }],
    // mean 2.5, squares (2.25 + 0.25 + 0.25 + 2.25) / 4
    [
      'many',
      vector(1, 2, 3, 4, Infinity),
      { min: 1, max: 4, mean: 2.5, std: Math.sqrt(1.25), nans: 0, infinities: 1 },
    ],
  ])('of %s', (_case, record, expected) => {
    expect(statistics(record)).toEqual(expected);
  });
});
