/**
 * @module All output of commands passes here: control sequences in foreign text are escaped; only our own colours
 * act.
 */
import { oneLine, visible } from '../core/index.js';

type Stream = NodeJS.WriteStream;

/** Results, on stdout. No line end is added. */
export function print(text: string): void {
  process.stdout.write(visible(text));
}

/** One line on stdout; line breaks in the text are escaped. */
export function printLine(line: string): void {
  process.stdout.write(`${oneLine(line)}\n`);
}

/** Messages other than results, on stderr. */
export function say(text: string): void {
  process.stderr.write(visible(text));
}

/** A coloured piece of text. */
export interface Painted {
  /** ANSI code of the colour: 31 is red. */
  readonly colour: number;
  readonly word: string;
}

/** Joins the pieces; colours only on a terminal that supports them, and not where `NO_COLOR` is set. */
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
