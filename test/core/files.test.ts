import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataError, makeFolder, writeAtomically } from '../../aligndet/core/index.js';

describe('makeFolder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'folders-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(['a/b/c', 'a/b', '.', 'a/../d/', 'with a space/e'])(
    'makes %s, and leaves it when it is there',
    (name) => {
      const path = `${folder}/${name}`;
      for (let i = 0; i < 2; i++) {
        makeFolder(path);
        expect(statSync(path).isDirectory()).toBe(true);
      }
    },
  );

  it('throws what the file system says', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => makeFolder(file)).toThrow('EEXIST');
    expect(() => makeFolder(join(file, 'x/y'))).toThrow('ENOTDIR');
  });

  // mkdirSync of Node 20 with `recursive` never comes back from this one
  (existsSync('/proc/self') ? it : it.skip)('throws where nothing can be made', () => {
    expect(() => makeFolder('/proc/none/x')).toThrow('ENOENT');
    expect(() => writeAtomically('/proc/none/x', [''])).toThrow(
      'cannot be written: the folder cannot be created',
    );
  });
});

describe('writeAtomically', () => {
  const folder = mkdtempSync(join(tmpdir(), 'files-'));
  const path = join(folder, 'report.json');
  afterAll(() => rmSync(folder, { recursive: true }));

  it('makes the folder and writes text and bytes in their order', () => {
    const deep = join(folder, 'a/b/file');
    writeAtomically(deep, ['earlier']);
    writeAtomically(deep, ['größe ', Uint8Array.of(0x31), '2']);
    expect(readFileSync(deep, 'utf8')).toBe('größe 12');
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['file']);
  });

  it('leaves the earlier file whole when making the parts fails, with the error unchanged', () => {
    writeFileSync(path, 'earlier');
    function* parts() {
      yield '{';
      throw new RangeError('too long');
    }
    expect(() => writeAtomically(path, parts())).toThrow(RangeError);
    expect(readFileSync(path, 'utf8')).toBe('earlier');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('says which file and what to do', () => {
    const inFile = join(path, 'report.json');
    expect(() => writeAtomically(inFile, ['{}'])).toThrow(DataError);
    expect(() => writeAtomically(inFile, ['{}'])).toThrow(
      /cannot be written: a parent in the path is a file/,
    );
    expect(() => writeAtomically(inFile, ['{}'], () => new TypeError('mine'))).toThrow('mine');
  });
});
