/** @module The fix that applies a rewrite of a deprecated option to the source of one layer. */
import { isDeepStrictEqual } from 'node:util';
import type { Applied } from '../dialects/two-x/rewritten.js';
import type { PropertyFinder } from '../locations/properties.js';
import type { Property } from '../locations/property.js';
import { type ConfigObject, type ConfigValue, isObject, valueAt } from '../value.js';
import type { Edit, Fix } from './finding.js';
import { type OldValue, propertyText } from './property-text.js';

/**
 * @param own the layer's own keys.
 * @returns `undefined` when the layer does not write the option as a key with its value.
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

/** The text of a value at another position: its further lines are re-indented. */
function moved(from: Property, old: OldValue, to: Property): OldValue {
  if (!old.text.includes('\n')) return old;
  const indent = indentAt(to.source, to.start).length;
  if (to.style !== 'yaml-block' || /^[[{"'|>]/.test(old.text))
    return { ...old, text: shifted(old.text, indent - indentAt(from.source, from.start).length) };
  // a YAML block starts on its own line
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

/** Inserts after `type` where that comes first, else at the start. */
function insertion(first: Property, text: string): Edit {
  const { file, source, start, end } = first;
  const isType = /^["']?type\b/.test(source.slice(start));
  return isType
    ? { file, start: end, end, text: separator(first) + text }
    : { file, start, end: start, text: text + separator(first) };
}

/** The longest ancestor path of `expected`, from `at` on, at which the layer has an object. */
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

/** Separator between a new property and the next one. */
function separator({ style, source, start }: Property): string {
  const indent = indentAt(source, start);
  if (style === 'yaml-block') return `\n${indent}`;
  const isFirstOfLine = /(^|\n)[ \t]*$/.test(source.slice(0, start));
  return isFirstOfLine ? `,\n${indent}` : ', ';
}

/** Indentation of a property; a list's dash counts as a blank. */
function indentAt(source: string, start: number): string {
  return source.slice(source.lastIndexOf('\n', start - 1) + 1, start).replaceAll(/\S/g, ' ');
}

/** Range with the comma after it, or before it for the last one, and with its whole line where it is alone on it. */
function removal({ file, source, start, end, style }: Property): Edit {
  if (style === 'yaml-block' || style === 'python-statement') {
    const lineStart = source.lastIndexOf('\n', start - 1) + 1;
    const isAlone = source.slice(lineStart, start).trim() === '';
    const next = /^[ \t]*(?:\r?\n|$)/.exec(source.slice(end))?.[0];
    if (isAlone && next !== undefined) return { file, start: lineStart, end: end + next.length, text: '' };
    if (!isAlone && next !== undefined) {
      // the first key after a list's dash: the next one moves there
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
