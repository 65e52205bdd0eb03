/** Workflows, issue forms and CITATION.cff are YAML, and run only scripts that package.json has. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

const root = resolve(import.meta.dirname, '../..');
const { scripts, version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const files = readdirSync(join(root, '.github'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.yml'))
  .map((file) => join('.github', file));

describe('files of the code host', () => {
  it.each(files)('%s is YAML, and its scripts exist', (file) => {
    const text = read(file);
    expect(parse(text)).toEqual(expect.any(Object));
    const named = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('has workflows for changes and for releases', () => {
    expect(files).toEqual(
      expect.arrayContaining(['.github/workflows/ci.yml', '.github/workflows/release.yml']),
    );
  });

  it('has the version and the licence of the package in CITATION.cff', () => {
    expect(parse(read('CITATION.cff'))).toMatchObject({ 'cff-version': '1.2.0', version, license });
  });
});
