import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  bytesSource,
  parseSafetensors,
  readSafetensors,
  readSafetensorsFile,
  writeSafetensors,
} from '../../aligndet/checkpoint/index.js';
import { CheckpointError } from '../../aligndet/core/index.js';
import type { StateDict } from '../../aligndet/nn/index.js';

describe('safetensors', () => {
  const folder = mkdtempSync(join(tmpdir(), 'safetensors-'));
  const path = join(folder, 'weights.safetensors');
  afterAll(() => rmSync(folder, { recursive: true }));

  const tensors: StateDict = new Map([
    ['flag', { dtype: 'bool', shape: [3], data: Uint8Array.of(1, 0, 1) }],
    ['weight', { dtype: 'float32', shape: [2, 2], data: Float32Array.of(1, -2, Number.NaN, 0.1) }],
    ['count', { dtype: 'int64', shape: [], data: BigInt64Array.of(-(2n ** 63n)) }],
    ['none', { dtype: 'float16', shape: [0, 4], data: new Uint16Array(0) }],
  ]);

  it('gives back what was written', () => {
    writeSafetensors(path, tensors, { format: 'pt' });
    const { tensors: read, metadata } = readSafetensorsFile(path);
    expect(metadata).toEqual({ format: 'pt' });
    expect(new Map([...read].sort())).toEqual(new Map([...tensors].sort()));
    expect(readdirSync(folder)).toEqual(['weights.safetensors']);
  });

  it('holds no tensor at all', () => {
    writeSafetensors(path, new Map());
    expect(readSafetensors(path).size).toBe(0);
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['is empty', () => Buffer.alloc(0)],
    ['lacks its last byte', (bytes) => bytes.subarray(0, -1)],
    ['has a byte too many', (bytes) => Buffer.concat([bytes, Buffer.alloc(1)])],
    ['claims a huge header', (bytes) => Buffer.concat([Buffer.alloc(8, 0x7f), bytes.subarray(8)])],
    ['has a header that is no JSON', (bytes) => Buffer.from(bytes).fill(0x7b, 8, 16)],
    ['has overlapping tensors', (bytes) => replaced(bytes, '"data_offsets":[8,24]', '"data_offsets":[0,16]')],
    ['has a tensor of another shape', (bytes) => replaced(bytes, '"shape":[2,2]', '"shape":[2,3]')],
    ['has an unknown element type', (bytes) => replaced(bytes, '"dtype":"F32"', '"dtype":"F99"')],
  ])('refuses a file that %s', (_case, damage) => {
    writeSafetensors(path, tensors);
    const bytes = damage(readFileSync(path));
    expect(() => parseSafetensors(bytesSource(bytes, 'corrupt'))).toThrow(CheckpointError);
  });

  it('names the file that does not exist', () => {
    expect(() => readSafetensors(join(folder, 'absent'))).toThrow(/absent: cannot be opened: no such file/);
  });

  it('leaves the earlier file alone when writing fails', () => {
    writeFileSync(path, 'earlier');
    const broken: StateDict = new Map([...tensors, ['gone', undefined as never]]);
    expect(() => writeSafetensors(path, broken)).toThrow();
    expect(readFileSync(path, 'utf8')).toBe('earlier');
    expect(readdirSync(folder)).toEqual(['weights.safetensors']);
  });

  it('says what is wrong in a short message, however long the name of the tensor is', () => {
    const text = `{"${'n'.repeat(1_000_000)}":{}}`;
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(text.length));
    const bytes = bytesSource(Buffer.concat([length, Buffer.from(text)]), 'long');
    expect(() => parseSafetensors(bytes)).toThrow(/^long: is not a valid safetensors file: .{1,1010}$/);
  });

  it('refuses a header that is nested deep before it is parsed, and complex128, which nobody reads', () => {
    const text = `{"a":${'['.repeat(1_000_000)}`;
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(text.length));
    const bytes = Buffer.concat([length, Buffer.from(text)]);
    expect(() => parseSafetensors(bytesSource(bytes, 'deep'))).toThrow('nested too deep');
    const complex = { dtype: 'complex128', shape: [1], data: new Float64Array(2) } as const;
    expect(() => writeSafetensors(path, new Map([['x', complex]]))).toThrow(/complex128.*complex64/);
  });
});

function replaced(bytes: Buffer, from: string, to: string): Buffer {
  const text = bytes.toString('latin1');
  if (!text.includes(from)) throw new Error(`no ${from} in ${text}`);
  return Buffer.from(text.replace(from, to), 'latin1');
}
