import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as aligndet from '../aligndet/index.js';

const root = join(import.meta.dirname, '..');

/** npm packages of CommonJS that a fresh process has after it imported a file of `aligndet/`. */
function packagesAfter(file: string): string[] {
  const code = `
    import { createRequire } from 'node:module';
    await import(${JSON.stringify(pathToFileURL(join(root, 'aligndet', file)).href)});
    const files = Object.keys(createRequire(import.meta.url).cache);
    const names = files.map((name) => /.*node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(name)?.[1]);
    console.log(JSON.stringify([...new Set(names)].filter(Boolean)));`;
  const words = ['--import', 'tsx', '--input-type=module', '-e', code];
  const { stdout, stderr, status } = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

const HEAVY = /^(@tensorflow\/|ts-morph$|typescript$|sharp$|koffi$)/;

describe('import of the public names', () => {
  it('loads neither TensorFlow nor a parser of TypeScript', () => {
    expect(packagesAfter('index.ts').filter((name) => HEAVY.test(name))).toEqual([]);
  });

  it('would be seen to load them', () => {
    expect(packagesAfter('engine/index.ts').some((name) => name.startsWith('@tensorflow/'))).toBe(true);
  });

  it('gives what programs call', () => {
    expect(Object.keys(aligndet)).toEqual(
      expect.arrayContaining(['Detector', 'defineConfig', 'draw', 'evaluate', 'loadConfig', 'train']),
    );
  });
});
