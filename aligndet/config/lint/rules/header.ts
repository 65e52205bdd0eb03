/** @module The header of a config: the command that runs it, and the result to expect. */
import { relative } from 'node:path';
import { isObject } from '../../value.js';
import type { Rule } from '../finding.js';

export const missingHeader: Rule = {
  code: 'missing-header',
  severity: 'warning',
  summary:
    'A config that does not open with its command (`Run:`) and where its numbers come from (`Reference:`).',
  *check({ file, text, isPart, loaded }) {
    if (isPart || !/\.[mc]?ts$/.test(file) || !isObject(loaded?.config.model)) return;
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
      message: `the config does not open with a comment that holds ${missing.join(' and ')}.`,
      fix:
        header === ''
          ? { edits: [{ file, start, end: start, text: lines.join('\n') }], changes: [] }
          : undefined,
    };
  },
};
