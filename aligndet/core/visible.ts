/**
 * @module Escapes foreign text (names in files, paths, responses of servers) for a terminal or a log: characters that
 * move the
 * cursor, colour, hide or reverse text become escapes, which in JSON denote the same character.
 */

/** Control characters except line ends and tabs; bidirectional and zero-width marks; lone surrogates. */
const UNSAFE =
  /(?![\n\t])\p{Cc}|[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Cs}/gu;
const LINE_PARTS = /[\n\t]/g;
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t' };

/** `text` with escapes: `\u001b` for an escape character. Line ends stay; CRLF becomes LF. */
export function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(UNSAFE, escaped);
}

/** Like {@link visible}, on one line: for names, and for text within a line. */
export function oneLine(text: string): string {
  return text.replace(UNSAFE, escaped).replace(LINE_PARTS, (character) => SHORT[character]);
}

/** Like {@link visible}; lines after the first are indented, so that none looks like a message of its own. */
export function oneMessage(text: string): string {
  return visible(text).replace(/\n(?=[^\n])/g, '\n  ');
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, i) => character.charCodeAt(i));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
