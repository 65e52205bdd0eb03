import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ASSETS } from '../../tools/build/assets.js';
import { ENTRIES } from '../../tools/build/javascript.js';

const library = resolve('aligndet');
const files = readdirSync(library, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
);
const sources = new Map(files.map((file) => [file, readFileSync(join(library, file), 'utf8')]));

/** What calls of `name` with a string are given, everywhere in the library. */
function argumentsOf(name: string): string[] {
  const call = new RegExp(`\\b${name}\\('([^']+)'\\)`, 'g');
  return [...sources.values()].flatMap((text) => [...text.matchAll(call)].map(([, path]) => path));
}

describe('the build', () => {
  it('makes a file of every module that a thread or a process starts with', () => {
    const started = argumentsOf('entryFile');
    expect(started).toContain('datasets/loader/worker'); // the search finds some
    expect([...ENTRIES]).toEqual(expect.arrayContaining(started));
  });

  it('copies every file that lies beside the code', () => {
    const read = argumentsOf('libraryFile').filter((path) => path !== 'engine/tfjs.cjs'); // a bundle of its own
    expect(read).toContain('datasets/synth/digits.br');
    expect(Object.keys(ASSETS)).toEqual(expect.arrayContaining(read));
  });

  it('may move code: one module alone looks at its own address', () => {
    const looking = [...sources].filter(([file, text]) => {
      const code = text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*|'import\.meta\.\w+'/g, '');
      return /\bimport\.meta\b/.test(code) && file !== 'core/package-files.ts';
    });
    expect(looking.map(([file]) => file)).toEqual([]);
  });
});
