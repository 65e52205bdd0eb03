/** @module Alternative spellings of flags: `--work_dir` for `--work-dir`, and deprecated names of mmdetection. */
import { UsageError } from '../../core/index.js';
import type { Argument } from './declared.js';

/** `--options` is the old name of another flag in each of mmdetection's tools. */
const OLD_OPTIONS = ['cfg-options', 'eval-options'];

/**
 * Rewrites each flag to its declared spelling. Words after `--` stay.
 *
 * @param flags of the command; `--options` is read as the last of `cfg-options`, `eval-options` that it declares.
 * @throws {UsageError} when both the old and the new name of a flag are given.
 */
export function respelled(words: readonly string[], flags: readonly Argument[]): string[] {
  const known = new Set(flags.map(({ name }) => name));
  const current = OLD_OPTIONS.findLast((name) => known.has(name));
  const end = words.indexOf('--');
  return words.map((word, i) => {
    const [, name, rest] = /^--([\w-]+)(=.*)?$/s.exec(word) ?? [];
    if (name === undefined || known.has(name) || (end >= 0 && i > end)) return word;
    const dashed = name.replaceAll('_', '-');
    if (known.has(dashed)) return `--${dashed}${rest ?? ''}`;
    if (name !== 'options' || current === undefined) return word;
    if (words.some((other) => other === `--${current}` || other.startsWith(`--${current}=`))) {
      throw new UsageError(`--options is the old name of --${current}: give one of them.`);
    }
    return `--${current}${rest ?? ''}`;
  });
}
