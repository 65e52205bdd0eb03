import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  PyDict,
  PyFloat,
  PyTuple,
  plain,
  readTorchFile,
  type TorchTensor,
  writeLegacyTorchFile,
  writeTorchFile,
} from '../../../aligndet/checkpoint/index.js';
import type { TensorRecord } from '../../../aligndet/nn/index.js';

describe.each([
  ['zip', writeTorchFile],
  ['legacy', writeLegacyTorchFile],
] as const)('writing the %s format', (format, write) => {
  const folder = mkdtempSync(join(tmpdir(), 'torch-write-'));
  const path = join(folder, 'file.pth');
  afterAll(() => rmSync(folder, { recursive: true }));

  const roundTrip = (value: unknown) => {
    write(path, value);
    const file = readTorchFile(path);
    expect(file.format).toBe(format);
    return file.value;
  };

  it('keeps every element type bit by bit', () => {
    const tensors: Record<string, TensorRecord> = {
      float64: { dtype: 'float64', shape: [2], data: Float64Array.of(1 / 3, -0) },
      float32: { dtype: 'float32', shape: [1, 2], data: Float32Array.of(Number.NaN, Infinity) },
      float16: { dtype: 'float16', shape: [2], data: Uint16Array.of(0x3c00, 0x7e01) },
      bfloat16: { dtype: 'bfloat16', shape: [1], data: Uint16Array.of(0x3f80) },
      int64: { dtype: 'int64', shape: [], data: BigInt64Array.of(-(2n ** 63n)) },
      int32: { dtype: 'int32', shape: [1], data: Int32Array.of(-7) },
      int16: { dtype: 'int16', shape: [1], data: Int16Array.of(-7) },
      int8: { dtype: 'int8', shape: [1], data: Int8Array.of(-7) },
      uint8: { dtype: 'uint8', shape: [0, 3], data: new Uint8Array(0) },
      bool: { dtype: 'bool', shape: [2], data: Uint8Array.of(1, 0) },
      complex64: { dtype: 'complex64', shape: [1], data: Float32Array.of(1, -2) },
      complex128: { dtype: 'complex128', shape: [1], data: Float64Array.of(1, -2) },
    };
    const read = roundTrip(tensors) as PyDict;
    for (const [name, record] of Object.entries(tensors)) {
      expect((read.get(name) as TorchTensor).toRecord()).toEqual(record);
    }
  });

  it('keeps shared memory shared, and separate memory separate', () => {
    const weights = Float32Array.of(1, 2, 3, 4);
    const whole: TensorRecord = { dtype: 'float32', shape: [4], data: weights };
    const part: TensorRecord = { dtype: 'float32', shape: [2], data: weights.subarray(2) };
    const copy: TensorRecord = { dtype: 'float32', shape: [4], data: weights.slice() };
    const read = roundTrip({ part, whole, again: whole, copy }) as PyDict;
    const tensor = (name: string) => read.get(name) as TorchTensor;
    expect(tensor('part').storage).toBe(tensor('whole').storage);
    expect(tensor('again')).toBe(tensor('whole'));
    expect(tensor('copy').storage).not.toBe(tensor('whole').storage);
    tensor('whole').toRecord().data[3] = 9;
    expect(tensor('part').toRecord().data[1]).toBe(9);
  });

  it('keeps the kinds of Python values apart', () => {
    const value = {
      int: 1,
      float: new PyFloat(1),
      small: new PyFloat(0.1),
      huge: 10n ** 30n,
      text: 'é\ud83d\ude00',
      lone: '\ud800',
      tuple: new PyTuple([1, new PyTuple([])]),
      list: [null, true, []],
      bytes: Uint8Array.of(0, 255),
      ordered: new PyDict([[2, 'b']], 'OrderedDict'),
    };
    const read = roundTrip(value) as PyDict;
    for (const [name, held] of Object.entries(value)) expect(read.get(name)).toEqual(held);
  });

  it('survives any plain value', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
        // Whole floats become ints in Python; as JavaScript numbers they are the same. JSON has no -0.
        expect(plain(roundTrip(value))).toEqual(value);
      }),
      { numRuns: 60 },
    );
  });

  it('gives equal bytes for equal values', () => {
    const value = { a: { dtype: 'float32', shape: [1], data: Float32Array.of(1) } };
    write(path, value);
    const first = readFileSync(path);
    write(path, value);
    expect(readFileSync(path).equals(first)).toBe(true);
  });

  it('keeps a list that holds itself', () => {
    const ring: unknown[] = [1];
    ring.push(ring);
    const read = roundTrip(ring) as unknown[];
    expect(read[1]).toBe(read);
  });

  it('names what it cannot write', () => {
    expect(() => write(path, { when: new Date(0) })).toThrow('A Date cannot be written to a checkpoint.');
  });
});
