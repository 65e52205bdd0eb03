import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMapped } from '../../aligndet/checkpoint/index.js';
import { CheckpointError } from '../../aligndet/core/index.js';

/** Larger than what is read instead of mapped. */
const SIZE = (1 << 24) + 3;

describe('openMapped', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mapped-'));
  const path = join(folder, 'file');
  beforeAll(() => writeFileSync(path, Buffer.alloc(SIZE, Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('gives the bytes at any place', () => {
    const source = openMapped(path);
    expect([source.size, source.name]).toEqual([SIZE, path]);
    expect([...source.read(16, 3)]).toEqual([1, 2, 3]);
    expect([...source.read(17, 2)]).toEqual([2, 3]);
    expect([...source.read(SIZE - 3, 3)]).toEqual([1, 2, 3]);
    expect(source.read(SIZE, 0)).toHaveLength(0);
    source.close();
  });

  it('keeps arrays valid after closing, and the file as it was', () => {
    const source = openMapped(path);
    const bytes = source.read(8, 8);
    source.close();
    bytes[0] = 99;
    expect([...bytes.subarray(0, 2)]).toEqual([99, 2]);
    expect(readFileSync(path)[8]).toBe(1);
  });

  it.each([
    [0, SIZE + 1],
    [-8, 8],
    [SIZE + 5, 0],
    [8, -1],
  ])('refuses to read %d and %d bytes on', (offset, length) => {
    const source = openMapped(path);
    expect(() => source.read(offset, length)).toThrow(CheckpointError);
    source.close();
  });
});
