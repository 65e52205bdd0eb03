/** @module The fix that writes what a rewrite of an old option gives, in the text of one layer and in its language. */
import { isDeepStrictEqual } from 'node:util';
import type { Applied } from '../dialects/two-x/rewritten.js';
import type { PropertyFinder } from '../locations/properties.js';
import type { Property } from '../locations/property.js';
import { type ConfigObject, type ConfigValue, isObject, valueAt } from '../value.js';
import type { Edit, Fix } from './finding.js';
import { type OldValue, propertyText } from './property-text.js';

/**
 * @param own what the layer says.
 * @returns nothing when the layer does not write the option as a key with its value.
 */
export function rewriteFix(
  { rewrite, holder: at, path, value, set }: Applied,
  own: ConfigObject,
  find: PropertyFinder,
): Fix | undefined {
  const property = find(path);
  if (property === undefined) return undefined;
  const old = { text: property.valueText, value };
  const inPlace: string[] = [];
  const edits: Edit[] = [];
  const adds: string[] = [];
  for (const [expected, item] of Object.entries(set)) {
    const present = expected === path ? undefined : valueAt(own, expected);
    if (present !== undefined && isDeepStrictEqual(present, item)) continue;
    if (present !== undefined) {
      const other = find(expected);
      if (rewrite.wins !== true || other === undefined) return undefined;
      const text = propertyText(other, [lastKey(expected)], item, old);
      edits.push({ file: other.file, start: other.start, end: other.end, text });
      continue;
    }
    const deepest = deepestObject(own, expected, at);
    const rest = expected.slice(deepest === '' ? 0 : deepest.length + 1).split('.');
    adds.push(deepest === '' ? rest[0] : `${deepest}.${rest[0]}`);
    if (deepest === at) {
      inPlace.push(propertyText(property, rest, item, old));
      continue;
    }
    const first = firstChild(deepest, valueAt(own, deepest) as ConfigObject, find);
    if (first === undefined) return undefined;
    edits.push(insertion(first, propertyText(first, rest, item, moved(property, old, first))));
  }
  edits.push(inPlace.length === 0 ? removal(property) : replacement(property, inPlace));
  return { edits, changes: [], group: path, adds };
}

const lastKey = (path: string): string => path.slice(path.lastIndexOf('.') + 1);

/** The text of a value where it stands beside another property: its further lines move with it. */
function moved(from: Property, old: OldValue, to: Property): OldValue {
  if (!old.text.includes('\n')) return old;
  const indent = indentAt(to.source, to.start).length;
  if (to.style !== 'yaml-block' || /^[[{"'|>]/.test(old.text))
    return { ...old, text: shifted(old.text, indent - indentAt(from.source, from.start).length) };
  // a block of YAML begins on a line of its own
  const column = indentAt(from.source, from.end - old.text.length).length;
  return { ...old, text: `\n${' '.repeat(indent + 2)}${shifted(old.text, indent + 2 - column)}` };
}

function shifted(text: string, by: number): string {
  const [first, ...rest] = text.split('\n');
  const lines = rest.map((line) => {
    if (line.trim() === '') return line;
    return by >= 0 ? ' '.repeat(by) + line : line.replace(new RegExp(`^[ \\t]{0,${-by}}`), '');
  });
  return [first, ...lines].join('\n');
}

/** Behind the `type`, where that comes first, else before what comes first. */
function insertion(first: Property, text: string): Edit {
  const { file, source, start, end } = first;
  const isType = /^["']?type\b/.test(source.slice(start));
  return isType
    ? { file, start: end, end, text: separator(first) + text }
    : { file, start, end: start, text: text + separator(first) };
}

/** The longest path above `expected` at which the layer has an object, from `at` on. */
function deepestObject(own: ConfigObject, expected: string, at: string): string {
  const parts = expected.split('.');
  for (let length = parts.length - 1; length > 0; length--) {
    const path = parts.slice(0, length).join('.');
    if (path.length <= at.length) break;
    if (isObject(valueAt(own, path))) return path;
  }
  return at;
}

function firstChild(path: string, object: ConfigValue, find: PropertyFinder): Property | undefined {
  const children = Object.keys(object as ConfigObject).map((key) => find(`${path}.${key}`));
  const known = children.filter((child): child is Property => child !== undefined);
  return known.sort((a, b) => a.start - b.start)[0];
}

function replacement({ file, start, end, style, source }: Property, texts: readonly string[]): Edit {
  const glue = style === 'yaml-block' || style === 'python-statement' ? `\n${indentAt(source, start)}` : ', ';
  return { file, start, end, text: texts.join(glue) };
}

/** Between a new property and the one that it is put before. */
function separator({ style, source, start }: Property): string {
  const indent = indentAt(source, start);
  if (style === 'yaml-block') return `\n${indent}`;
  const isFirstOfLine = /(^|\n)[ \t]*$/.test(source.slice(0, start));
  return isFirstOfLine ? `,\n${indent}` : ', ';
}

/** The blanks from the line's beginning to a property; a list's dash counts as one. */
function indentAt(source: string, start: number): string {
  return source.slice(source.lastIndexOf('\n', start - 1) + 1, start).replaceAll(/\S/g, ' ');
}

/** With the comma behind it, or the one before it where it is the last; with its line where it has one for itself. */
function removal({ file, source, start, end, style }: Property): Edit {
  if (style === 'yaml-block' || style === 'python-statement') {
    const lineStart = source.lastIndexOf('\n', start - 1) + 1;
    const isAlone = source.slice(lineStart, start).trim() === '';
    const next = /^[ \t]*(?:\r?\n|$)/.exec(source.slice(end))?.[0];
    if (isAlone && next !== undefined) return { file, start: lineStart, end: end + next.length, text: '' };
    if (!isAlone && next !== undefined) {
      // the first key behind a list's dash: the next one takes its place
      const blanks = /^\s*/.exec(source.slice(end))?.[0].length ?? 0;
      return { file, start, end: end + blanks, text: '' };
    }
    return { file, start, end, text: '' };
  }
  const lineStart = source.lastIndexOf('\n', start - 1) + 1;
  const rest = /^,[ \t]*\r?\n/.exec(source.slice(end))?.[0];
  if (rest !== undefined && source.slice(lineStart, start).trim() === '')
    return { file, start: lineStart, end: end + rest.length, text: '' };
  const behind = /^\s*,[ \t]*(?:\r?\n[ \t]*)?/.exec(source.slice(end))?.[0];
  if (behind !== undefined) return { file, start, end: end + behind.length, text: '' };
  const before = /,\s*$/.exec(source.slice(0, start))?.[0];
  return { file, start: start - (before?.length ?? 0), end, text: '' };
}
