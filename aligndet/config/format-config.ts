/** @module Configs as text: TypeScript's literals for people, JSON for programs. */
import { ConfigError } from '../core/index.js';
import { type ConfigValue, isObject } from './value.js';

const WIDTH = 110;
const INDENT = '  ';

/** `value` as a TypeScript literal, one line where it fits, else one line per item. */
export function formatLiteral(value: ConfigValue, indent = '', room = WIDTH - indent.length): string {
  if (!Array.isArray(value) && !isObject(value)) return formatScalar(value);
  const inner = indent + INDENT;
  const items = Array.isArray(value)
    ? value.map((item) => formatLiteral(item, inner))
    : Object.entries(value).map(([key, item]) => {
        const name = formatKey(key);
        return `${name}: ${formatLiteral(item, inner, WIDTH - inner.length - name.length - 3)}`;
      });
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  if (items.length === 0) return open + close;
  const space = Array.isArray(value) ? '' : ' ';
  const line = `${open}${space}${items.join(', ')}${space}${close}`;
  if (line.length <= room && !line.includes('\n')) return line;
  return `${open}\n${items.map((item) => `${inner}${item},\n`).join('')}${indent}${close}`;
}

/** A key as TypeScript writes it: in quotes only when it must be. */
export function formatKey(key: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? key : formatScalar(key);
}

/** Stands for infinity until the text is made; JSON writes its first character as an escape. */
const INFINITE = '\0inf';

/**
 * Indented JSON. Infinity is `1e999`, which every reader of JSON takes for it.
 *
 * @throws {ConfigError} for NaN, which JSON cannot say.
 */
export function formatJson(value: unknown): string {
  const text = JSON.stringify(
    value,
    function (this: unknown, key, item: unknown) {
      if (typeof item !== 'number' || Number.isFinite(item)) return item;
      if (Number.isNaN(item)) {
        throw ConfigError.of([{ path: key, message: 'this value is NaN, which JSON cannot say.' }]);
      }
      return item < 0 ? `-${INFINITE}` : INFINITE;
    },
    2,
  );
  return text.replaceAll(/"(-?)\\u0000inf"/g, '$11e999');
}

function formatScalar(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return Object.is(value, -0) ? '-0' : String(value);
  if (value.includes("'") && !value.includes('"')) return JSON.stringify(value);
  return `'${JSON.stringify(value).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}
