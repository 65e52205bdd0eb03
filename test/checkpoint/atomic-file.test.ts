import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFileAtomically } from '../../aligndet/checkpoint/index.js';
import { CheckpointError } from '../../aligndet/core/index.js';

describe('writeFileAtomically', () => {
  const folder = mkdtempSync(join(tmpdir(), 'atomic-'));
  const path = join(folder, 'epoch_1.pth');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('makes the folder and replaces what was there', () => {
    const deep = join(folder, 'a/b/file');
    writeFileAtomically(deep, [Uint8Array.of(1), Uint8Array.of(), Uint8Array.of(2)]);
    writeFileAtomically(deep, [Uint8Array.of(3)]);
    expect([...readFileSync(deep)]).toEqual([3]);
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['file']);
  });

  it('leaves the earlier file whole when the disk is full, and says what to do', () => {
    writeFileSync(path, 'earlier');
    function* parts() {
      yield Uint8Array.of(1);
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    }
    const write = () => writeFileAtomically(path, parts());
    expect(write).toThrow(CheckpointError);
    expect(write).toThrow(/epoch_1\.pth: could not be written: the disk is full\. Free some space/);
    expect(readFileSync(path, 'utf8')).toBe('earlier');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
