/** @module Finds `--cfg-options` among the words of a command line, by the rules of Python's argparse. */
import { UsageError } from '../core/index.js';

const FLAG = '--cfg-options';

/** The command line, split. */
export interface SplitWords {
  /** What follows `--cfg-options`; a repeated flag replaces the one before. Empty without the flag. */
  readonly options: readonly string[];
  /** All other words, in order. */
  readonly rest: readonly string[];
}

/**
 * The flag takes every word up to the next one that begins with a dash; a word that holds a space is never a flag.
 *
 * @throws {UsageError} when the flag is followed by nothing.
 */
export function splitCfgOptions(words: readonly string[]): SplitWords {
  let options: string[] = [];
  const rest: string[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === '--') {
      rest.push(...words.slice(i));
      break;
    }
    if (word.startsWith(`${FLAG}=`)) {
      options = [word.slice(FLAG.length + 1)];
    } else if (word === FLAG) {
      const end = words.findIndex((next, at) => at > i && next.startsWith('-') && !next.includes(' '));
      options = words.slice(i + 1, end < 0 ? undefined : end);
      if (options.length === 0) throw new UsageError(`${FLAG} needs at least one key=value.`);
      i += options.length;
    } else {
      rest.push(word);
    }
  }
  return { options, rest };
}
