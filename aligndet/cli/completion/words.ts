/** @module The words of a command line that is being typed. */

export interface TypedLine {
  /** Words before the one at the cursor; the first is the program. */
  readonly before: readonly string[];
  /** The word at the cursor so far; empty behind a space. */
  readonly current: string;
}

/** Splits as a shell does, with quotes and backslashes, up to `point`. */
export function wordsOf(line: string, point = line.length): TypedLine {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  const text = line.slice(0, point);
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (quote !== '') {
      if (char === quote) quote = '';
      else word = (word ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (char === '\\' && i + 1 < text.length) word = (word ?? '') + text[++i];
    else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  return { before: words, current: word ?? '' };
}
