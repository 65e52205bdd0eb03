/**
 * @module Text of others (names in files, paths, answers of servers) for a terminal or a log: what would move the
 * cursor, colour, hide or turn text around is written as an escape. In JSON the escape stands for the same character.
 */

/** Control characters but line ends and tabs; marks that turn the direction or have no width; lone surrogates. */
const UNSAFE =
  /(?![\n\t])\p{Cc}|[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Cs}/gu;
const LINE_PARTS = /[\n\t]/g;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t' };

/** `text` as it may be shown: `\u001b` for an escape character. Line ends stay; those of Windows become plain ones. */
export function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(UNSAFE, escaped);
}

/** As {@link visible}, on one line: for names, and for text that a line holds. */
export function oneLine(text: string): string {
  return text.replace(UNSAFE, escaped).replace(LINE_PARTS, (character) => SHORT[character]);
}

/** As {@link visible}; lines after the first are indented, so that none passes for a message of its own. */
export function oneMessage(text: string): string {
  return visible(text).replace(/\n(?=[^\n])/g, '\n  ');
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
