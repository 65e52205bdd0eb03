/** @module What lies in `dist/` beside the JavaScript, and whose work it is. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Files in the repository, by their places below `dist/`, which `libraryFile` finds. */
export const ASSETS: Readonly<Record<string, string>> = {
  'config/python/tree-sitter-python.wasm': 'node_modules/tree-sitter-python/tree-sitter-python.wasm',
  'datasets/kernels/wasm/resize-bilinear.wasm': 'aligndet/datasets/kernels/wasm/resize-bilinear.wasm',
  'datasets/synth/digits.br': 'aligndet/datasets/synth/digits.br',
};

export function copyAssets(root: string, dist: string): void {
  for (const [path, source] of Object.entries(ASSETS)) {
    const target = join(dist, path);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(root, source), target);
  }
}

/** @param bundled folders of packages whose code is in `dist/`. */
export function writeNotices(root: string, dist: string, bundled: readonly string[]): void {
  const grammar = join(root, 'node_modules/tree-sitter-python');
  const notices = [...bundled, grammar].sort().map((folder) => noticeOf(root, folder));
  const digits = readFileSync(join(root, 'aligndet/datasets/synth/digits.LICENSE.txt'), 'utf8');
  const text = [
    'This folder holds work of others, under licences of theirs.',
    ...notices,
    `datasets/synth/digits.br\n\n${digits.trim()}`,
  ].join(`\n\n${'-'.repeat(80)}\n\n`);
  writeFileSync(join(dist, 'THIRD-PARTY.txt'), `${text}\n`);
}

/** The licence of a package: a file of its own, a section of its README, or that of this project. */
function noticeOf(root: string, folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const read = (pattern: RegExp) => {
    const file = readdirSync(folder).find((each) => pattern.test(each));
    return file === undefined ? undefined : readFileSync(join(folder, file), 'utf8').trim();
  };
  const section = /^#*\s*licen[cs]e\b.*\n[-=]*\n*(?=.*copyright)[\s\S]*/im;
  const text = read(/^(licen[cs]e|copying)/i) ?? section.exec(read(/^readme/i) ?? '')?.[0];
  if (text !== undefined) return `${name} ${version} (${license})\n\n${text}`;
  if (license === 'Apache-2.0' && existsSync(join(root, 'LICENSE'))) {
    return `${name} ${version} (${license})\n\nCopyright Google LLC. The text of the licence is in LICENSE, beside dist/.`;
  }
  throw new Error(`${folder} has no text of its licence (${license}): add it to tools/build/assets.ts.`);
}
