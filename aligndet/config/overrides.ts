/**
 * @module `--cfg-options key=value ...`: the syntax of mmcv's `DictAction`, extended by JSON objects.
 *
 * A value is a number, true or false in any case, `None`, or else a string; commas or brackets make a list. Quotes at
 * both ends and all spaces are dropped, as in mmcv.
 */
import { ConfigError, UsageError } from '../core/index.js';
import { assertSafeKey, type ConfigObject, type ConfigValue, isObject, plainCopy } from './value.js';

/** Dotted keys with their values: a repeated key keeps its first position and takes the last value. */
export type Overrides = ReadonlyMap<string, ConfigValue>;

const DIGITS = String.raw`\p{Nd}+(?:_\p{Nd}+)*`;
const INTEGER = new RegExp(`^[+-]?${DIGITS}$`, 'u');
const DECIMAL = new RegExp(
  String.raw`^[+-]?(?:${DIGITS}\.?(?:${DIGITS})?|\.${DIGITS})(?:[eE][+-]?${DIGITS})?$`,
  'u',
);
const NOT_FINITE = /^([+-]?)(inf|infinity|nan)$/i;

/** Maximum consecutive brackets; more is an error. */
const DEEP = /[[({]{100}/;

/** @throws {UsageError} for a word without `=`, or a value whose brackets do not pair. */
export function parseOverrides(words: readonly string[]): Overrides {
  const overrides = new Map<string, ConfigValue>();
  for (const word of words) {
    const at = word.indexOf('=');
    if (at < 0) throw new UsageError(`--cfg-options: expected key=value, but got "${word}".`);
    overrides.set(word.slice(0, at), parseOverrideValue(word.slice(at + 1), word));
  }
  return overrides;
}

/** @param word the whole word, for errors. */
export function parseOverrideValue(text: string, word = text): ConfigValue {
  if (DEEP.test(text)) throw new UsageError(`"${word.slice(0, 40)}..." is nested too deeply.`);
  return parseJsonObject(text) ?? parseValue(text, word);
}

/**
 * Options as a tree: `{ 'a.b': 1, 'a.c': 2 }` becomes `{ a: { b: 1, c: 2 } }`.
 *
 * @throws {ConfigError} when a key reaches into a value that another one has set.
 */
export function nestOverrides(overrides: Overrides): ConfigObject {
  const tree: ConfigObject = {};
  for (const [key, value] of overrides) {
    const parts = key.split('.');
    const last = parts.pop() as string;
    let at = tree;
    for (const part of [...parts, last]) assertSafeKey(part, key);
    for (const part of parts) {
      if (!Object.hasOwn(at, part)) at[part] = {};
      const next = at[part];
      if (!isObject(next)) {
        throw ConfigError.of([
          {
            path: key,
            message: `"${part}" was set to ${JSON.stringify(next)} by another option, so it has no keys to set.`,
          },
        ]);
      }
      at = next;
    }
    at[last] = isObject(value) ? { ...value } : value;
  }
  return tree;
}

/** A JSON object, with or without quotes; mmcv has no syntax for objects. */
function parseJsonObject(text: string): ConfigObject | undefined {
  const json = text.trim().replace(/^(['"])(\{[\s\S]*\})\1$/, '$2');
  if (!json.startsWith('{') || !json.endsWith('}')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  return plainCopy(value) as ConfigObject;
}

function parseValue(text: string, word: string): ConfigValue {
  let rest = text.replace(/^['"]+|['"]+$/g, '').replaceAll(' ', '');
  const isBracketed =
    (rest.startsWith('(') && rest.endsWith(')')) || (rest.startsWith('[') && rest.endsWith(']'));
  if (isBracketed) rest = rest.slice(1, -1);
  else if (!rest.includes(',')) return parseScalar(rest);
  const values: ConfigValue[] = [];
  while (rest.length > 0) {
    const comma = nextComma(rest, word);
    if (!isBracketed && values.length === 0 && comma === rest.length) throw unpaired(word);
    values.push(parseValue(rest.slice(0, comma), word));
    rest = rest.slice(comma + 1);
  }
  return values;
}

/** Index of the first comma outside brackets, or the end. */
function nextComma(text: string, word: string): number {
  let [round, square] = [0, 0];
  let first = text.length;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === ',' && round === 0 && square === 0 && first === text.length) first = i;
    if (char === '(') round++;
    else if (char === ')') round--;
    else if (char === '[') square++;
    else if (char === ']') square--;
  }
  if (round !== 0 || square !== 0) throw unpaired(word);
  return first;
}

function unpaired(word: string): UsageError {
  return new UsageError(
    `--cfg-options: unbalanced brackets in "${word}". Write a list of lists as [(1,2),(3,4)].`,
  );
}

function parseScalar(text: string): ConfigValue {
  const word = text.trim();
  if (INTEGER.test(word) || DECIMAL.test(word)) return Number(asciiDigits(word.replaceAll('_', '')));
  const special = NOT_FINITE.exec(word);
  if (special !== null) {
    if (special[2].toLowerCase() === 'nan') return Number.NaN;
    return special[1] === '-' ? -Infinity : Infinity;
  }
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return text === 'None' ? null : text;
}

/** Python accepts decimal digits of every script; their blocks of ten start where the last hex digit is 0 or 6. */
function asciiDigits(text: string): string {
  return text.replace(/[^\x20-\x7e]/gu, (char) => {
    const code = char.codePointAt(0) as number;
    const block = code - (code % 16);
    const zero = /^\p{Nd}$/u.test(String.fromCodePoint(block)) ? block : block + 6;
    return String(code - zero);
  });
}
