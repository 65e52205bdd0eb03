/** @module Formats configs: as TypeScript literals for people, as JSON for programs. */
import { ConfigError } from '../core/index.js';
import { type ConfigValue, isObject } from './value.js';

const WIDTH = 110;
const INDENT = '  ';

/**
 * `value` as a TypeScript literal, one line where it fits, else one line per item.
 *
 * @example
 * ```ts
 * import { formatLiteral } from 'aligndet/config';
 *
 * console.log(formatLiteral({ type: 'SGD', lr: 0.02 })); // -> { type: 'SGD', lr: 0.02 }
 * ```
 */
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

/** A key in TypeScript syntax, quoted only when necessary. */
export function formatKey(key: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? key : formatScalar(key);
}

/** Placeholder for infinity; JSON escapes its first character. */
const INFINITE = '\0inf';

/**
 * Indented JSON. Infinity is written `1e999`, which JSON parsers read as infinity.
 *
 * @example
 * ```ts
 * import { formatJson } from 'aligndet/config';
 *
 * console.log(JSON.parse(formatJson({ lr: 0.02 })).lr); // -> 0.02
 * ```
 *
 * @throws {ConfigError} for NaN, which JSON cannot represent.
 */
export function formatJson(value: unknown): string {
  const text = JSON.stringify(
    value,
    function (this: unknown, key, item: unknown) {
      if (typeof item !== 'number' || Number.isFinite(item)) return item;
      if (Number.isNaN(item)) {
        throw ConfigError.of([{ path: key, message: 'the value is NaN, which JSON cannot represent.' }]);
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
