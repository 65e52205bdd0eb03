import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LONGEST_ARRAY } from '../../aligndet/checkpoint/byte-source.js';
import {
  asRecord,
  inspectCheckpoint,
  openMapped,
  tensorsBelow,
  withCheckpoint,
} from '../../aligndet/checkpoint/index.js';
import { CheckpointError } from '../../aligndet/core/index.js';
import { HOLE, writeSparse } from '../support/sparse-checkpoints.js';

describe('files above 4 GiB', () => {
  const folder = mkdtempSync(join(tmpdir(), 'large-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  describe.each(['zip', 'legacy', 'safetensors'] as const)('of the format %s', (format) => {
    const path = join(folder, `large.${format === 'safetensors' ? format : 'pth'}`);
    beforeAll(() => writeSparse(path, format));

    it('give the tensor behind the first 4 GiB', () => {
      const values = withCheckpoint(path, ({ value }) => {
        const b = new Map([...tensorsBelow(value)]).get('b');
        return [...((asRecord(b)?.data ?? []) as Float32Array)];
      });
      expect(values).toEqual([1, 2, 3]);
    });

    it('are shown by inspect', () => {
      const { tensors, fileBytes } = inspectCheckpoint(path, false);
      expect(fileBytes).toBeGreaterThan(HOLE);
      expect(tensors.map(({ path: name, bytes }) => [name, bytes])).toEqual([
        ['a', HOLE],
        ['b', 12],
      ]);
    });
  });

  it('are mapped across the windows of the mapping', () => {
    const path = join(folder, 'large.pth');
    writeSparse(path, 'legacy');
    const source = openMapped(path);
    expect(source.read(2 ** 30 - 8, 2 ** 31)).toHaveLength(2 ** 31);
    expect([...source.read(source.size - 3, 3)]).toEqual([0, 0x40, 0x40].slice(-3));
    expect(() => source.read(0, LONGEST_ARRAY + 8)).toThrow(CheckpointError);
    source.close();
  });
});
