/** @module All that commands print passes here: text of others cannot act on the terminal, only our own colours do. */
import { oneLine, visible } from '../core/index.js';

type Stream = NodeJS.WriteStream;

/** Results, on stdout. Line ends are the text's own. */
export function print(text: string): void {
  process.stdout.write(visible(text));
}

/** One line on stdout, whatever the names in it hold. */
export function printLine(line: string): void {
  process.stdout.write(`${oneLine(line)}\n`);
}

/** What is said beside the results, on stderr. */
export function say(text: string): void {
  process.stderr.write(visible(text));
}

/** A piece of a text with colours of ours. */
export interface Painted {
  /** Number of the colour: 31 is red. */
  readonly colour: number;
  readonly word: string;
}

/** Pieces in their order; colours only on a terminal that has some, and not where `NO_COLOR` is set. */
export function printPainted(stream: Stream, pieces: readonly (string | Painted)[]): void {
  const { NO_COLOR: noColour, TERM: terminal } = process.env;
  const hasColours = stream.isTTY && noColour === undefined && terminal !== 'dumb';
  const text = pieces.map((piece) => {
    if (typeof piece === 'string') return visible(piece);
    const word = oneLine(piece.word);
    return hasColours ? `\u001b[${piece.colour}m${word}\u001b[0m` : word;
  });
  stream.write(text.join(''));
}
