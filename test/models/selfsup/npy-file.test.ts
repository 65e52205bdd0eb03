import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError } from '../../../aligndet/core/index.js';
import { readNpy } from '../../../aligndet/models/selfsup/npy-file.js';
import { npyOf } from '../../support/npy.js';

const folder = mkdtempSync(join(tmpdir(), 'aligndet-npy-'));
afterAll(() => rmSync(folder, { recursive: true }));

function saved(name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

describe('readNpy', () => {
  // numpy 1.26.4: numpy.save(file, numpy.array([[1.5, -2]], 'f4')).
  const byNumpy =
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsIDIpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAMA/AAAAwA==';

  it('reads what NumPy wrote', () => {
    const { shape, data } = readNpy(saved('numpy.npy', Buffer.from(byNumpy, 'base64')));
    expect(shape).toEqual([1, 2]);
    expect([...data]).toEqual([1.5, -2]);
  });

  it('reads doubles, and arrays of any number of dims', () => {
    const { shape, data } = readNpy(saved('doubles.npy', npyOf(Float64Array.of(1, 2, 3), [3])));
    expect(shape).toEqual([3]);
    expect([...data]).toEqual([1, 2, 3]);
    expect(readNpy(saved('none.npy', npyOf(new Float32Array(0), [0, 4]))).shape).toEqual([0, 4]);
  });

  it.each([
    ['another file', Buffer.from('PK'), 'is not a file of numpy.save'],
    [
      'integers',
      npyOf(Float32Array.of(1), [1], "{'descr': '<i4', 'fortran_order': False, 'shape': (1,), }"),
      "holds {'descr': '<i4'",
    ],
    [
      'columns first',
      npyOf(Float32Array.of(1), [1], "{'descr': '<f4', 'fortran_order': True, 'shape': (1,), }"),
      'C-ordered',
    ],
    ['a file that was cut off', npyOf(Float32Array.of(1, 2), [2]).subarray(0, -1), 'should have 2 values'],
  ])('refuses %s', (name, bytes, message) => {
    const path = saved(name, bytes);
    expect(() => readNpy(path)).toThrow(DataError);
    expect(() => readNpy(path)).toThrow(message);
  });

  it('says when there is no such file', () => {
    expect(() => readNpy(join(folder, 'missing.npy'))).toThrow('missing.npy cannot be read');
  });
});
