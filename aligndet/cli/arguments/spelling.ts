/** @module Other spellings of flags: `--work_dir` for `--work-dir`, and names that mmdetection gave up. */
import { UsageError } from '../../core/index.js';
import type { Argument } from './declared.js';

/** `--options` is the old name of another flag in each of mmdetection's tools. */
const OLD_OPTIONS = ['cfg-options', 'eval-options'];

/**
 * Writes each flag as the command declares it. Words behind `--` stay.
 *
 * @param flags of the command; `--options` means the last of `cfg-options`, `eval-options` that it has.
 * @throws {UsageError} when the old and the new name of a flag are both there.
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
