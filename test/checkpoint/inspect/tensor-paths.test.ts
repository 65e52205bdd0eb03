import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  diffCheckpoints,
  inspectCheckpoint,
  PyDict,
  PyFloat,
  PyGlobal,
  PyObject,
  TorchStorage,
  TorchTensor,
  tensorsBelow,
  writeSafetensors,
  writeTorchFile,
} from '../../../aligndet/checkpoint/index.js';
import { inspectionLines } from '../../../aligndet/cli/checkpoint/inspect.js';
import type { TensorRecord } from '../../../aligndet/nn/index.js';

const scalar = (value: number): TensorRecord => ({
  dtype: 'float32',
  shape: [1],
  data: Float32Array.of(value),
});

describe('tensors by where they lie', () => {
  const folder = mkdtempSync(join(tmpdir(), 'paths-'));
  const [first, second] = ['first.pth', 'second.pth'].map((name) => join(folder, name));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('have names with dots, and subscripts where two would have the same', () => {
    const value = { a: { b: scalar(1), c: scalar(2) }, 'a.b': scalar(3), list: [scalar(4)] };
    writeTorchFile(first, value);
    expect(inspectCheckpoint(first).tensors.map(({ path }) => path)).toEqual([
      '["a"]["b"]',
      'a.c',
      '["a.b"]',
      'list.0',
    ]);
    expect(
      [
        ...tensorsBelow(
          new PyDict([
            [0, scalar(1)],
            ['0', scalar(2)],
          ]),
        ),
      ].map(([name]) => name),
    ).toEqual(['[0]', '["0"]']);
  });

  it('are compared by their keys, not by their names', () => {
    writeTorchFile(first, { a: { b: scalar(1) } });
    writeTorchFile(second, { 'a.b': scalar(1) });
    expect(diffCheckpoints(first, second)).toEqual({
      onlyInFirst: ['["a"]["b"]'],
      onlyInSecond: ['["a.b"]'],
      changed: [],
      equal: 0,
    });
  });

  it('are shown under names of any length and of any number of dots', () => {
    writeTorchFile(first, {
      ['x.'.repeat(20_000)]: scalar(1),
      ['x.'.repeat(19_999)]: scalar(2),
      'a.b': scalar(3),
      a: scalar(4),
    });
    const lines = inspectionLines(inspectCheckpoint(first));
    expect(lines.length).toBeLessThan(40);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(1200);
  });

  it('share memory when they overlap; bytes of the file are counted once, and repeated values not at all', () => {
    const storage = new TorchStorage(64, () => new Uint8Array(64));
    const view = (offset: number, shape: number[], stride: number[]) =>
      new TorchTensor(storage, 'float32', offset, shape, stride);
    const value = {
      m: { a: view(0, [4], [1]), b: view(8, [8], [1]), c: view(2, [4], [1]), d: view(8, [100, 8], [0, 1]) },
    };
    writeTorchFile(first, new PyDict([['m', new PyDict(Object.entries(value.m))]]));
    const { tensors } = inspectCheckpoint(first);
    expect(tensors.map(({ storedBytes, bytes, sharedWith }) => [storedBytes, bytes, sharedWith])).toEqual([
      [24, 16, undefined],
      [32, 32, undefined],
      [0, 16, 'm.a'],
      [0, 3200, 'm.b'],
    ]);
    expect(inspectionLines(inspectCheckpoint(first))[1]).toBe('m  (4 tensors, 56 B)');
  });

  it('have statistics of what is stored, times what is repeated', () => {
    const storage = new TorchStorage(8, () => new Uint8Array(Float32Array.of(2, Number.NaN).buffer));
    writeTorchFile(first, { x: new TorchTensor(storage, 'float32', 0, [3000, 3000, 2], [0, 0, 1]) });
    expect(inspectCheckpoint(first).tensors[0].statistics).toMatchObject({ min: 2, max: 2, nans: 9_000_000 });
  });

  it('come with the rest as it is: inert values, numbers that JSON lacks, bytes, texts of safetensors', () => {
    const rest = {
      hub: new PyObject(new PyGlobal('mmengine', 'Buffer'), [1], 'reduce'),
      odd: [new PyFloat(Number.NaN), 2n ** 70n, Uint8Array.of(1, 255), new PyGlobal('mods', 'fn')],
    };
    writeTorchFile(first, { ...rest, x: scalar(1) });
    expect(inspectCheckpoint(first).meta).toEqual({
      hub: { class: 'mmengine.Buffer', args: [1] },
      odd: ['NaN', String(2n ** 70n), '2 bytes: 01ff', 'mods.fn'],
    });
    const path = join(folder, 'a.safetensors');
    writeSafetensors(path, new Map([['x', scalar(1)]]), { format: 'pt' });
    expect(inspectCheckpoint(path).meta).toEqual({ __metadata__: { format: 'pt' } });
  });

  it('are many over one list: each part is looked at once', () => {
    const shared = Array.from({ length: 10_000 }, () => null);
    writeTorchFile(first, new PyDict(Array.from({ length: 10_000 }, (_, i) => [i, shared])));
    const start = performance.now();
    inspectCheckpoint(first);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
