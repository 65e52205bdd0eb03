/** @module The header of this repository's configs: the command that runs them, and the result to expect. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { isObject } from '../../value.js';
import type { Rule } from '../finding.js';

export const missingHeader: Rule = {
  code: 'missing-header',
  severity: 'warning',
  summary:
    'A config of this repository whose header lacks its command (`Run:`) or the source of its results (`Reference:`).',
  *check({ file, text, isPart, loaded }) {
    if (isPart || !isOurs(file) || !/\.[mc]?ts$/.test(file) || !isObject(loaded?.config.model)) return;
    const header = /^\s*\/\*\*[\s\S]*?\*\//.exec(text)?.[0] ?? '';
    const missing = ['Run:', 'Reference:'].filter((word) => !header.includes(word));
    if (missing.length === 0) return;
    const path = relative(process.cwd(), file).replaceAll('\\', '/');
    const lines = [
      '/**',
      ` * Run:       bash tools/dist_train.sh ${path} 8`,
      ' * Reference: none.',
      ' */',
      '',
    ];
    const start = /^#!.*\r?\n/.exec(text)?.[0].length ?? 0;
    yield {
      at: { file, line: 1, column: 1 },
      message: `the header comment of the config lacks ${missing.join(' and ')}.`,
      fix:
        header === ''
          ? { edits: [{ file, start, end: start, text: lines.join('\n') }], changes: [] }
          : undefined,
    };
  },
};

/** Other projects have their own rules for headers. */
function isOurs(file: string): boolean {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) return /"name":\s*"aligndet"/.test(readFileSync(manifest, 'utf8'));
    if (folder === dirname(folder)) return false;
  }
}
