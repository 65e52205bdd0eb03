import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../../aligndet/core/index.js';
import { makeFolderOf, makeOutputFolder } from '../../aligndet/core/output-folder.js';
import { temporaryFolder } from '../support/coco.js';

describe('where a command writes to', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'file');
  writeFileSync(file, '');
  mkdirSync(join(folder, 'results.json'));

  it('is made, with all folders above it', () => {
    makeOutputFolder(join(folder, 'a/b'), '--work-dir');
    makeFolderOf(join(folder, 'c/d/results.json'), '--out');
    expect([existsSync(join(folder, 'a/b')), existsSync(join(folder, 'c/d'))]).toEqual([true, true]);
    expect(existsSync(join(folder, 'c/d/results.json'))).toBe(false);
  });

  it('may be a file that is there', () => {
    expect(() => makeFolderOf(file, '--out')).not.toThrow();
  });

  it.each([
    ['a file for a folder', () => makeOutputFolder(file, '--work-dir'), '--work-dir'],
    ['a file on the way', () => makeFolderOf(join(file, 'x.json'), '--out'), 'The folder of --out'],
    [
      'a folder for a file',
      () => makeFolderOf(join(folder, 'results.json'), '--out'),
      'results.json cannot be written: it is a folder. Give the path of a file.',
    ],
  ])('is refused: %s', (_what, call, message) => {
    expect(call).toThrow(DataError);
    expect(call).toThrow(message);
  });
});
