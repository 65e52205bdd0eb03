/** @module Formats properties in the language of the file around them. */
import { isDeepStrictEqual } from 'node:util';
import { formatKey, formatLiteral } from '../format-config.js';
import type { Property, PropertyStyle } from '../locations/property.js';
import { reprString } from '../python/format.js';
import { type ConfigValue, isObject } from '../value.js';

/** The old option's value and its source text, which is kept: it may be a name or a number with an exponent. */
export interface OldValue {
  readonly text: string;
  readonly value: ConfigValue;
}

/**
 * @param property gives the language.
 * @param keys nested keys, outermost first.
 */
export function propertyText(
  { style }: Property,
  keys: readonly string[],
  value: ConfigValue,
  old: OldValue,
): string {
  const [key, ...inner] = keys;
  const nested = inner.reduceRight<ConfigValue>((item, name) => ({ [name]: item }), value);
  const write = (item: ConfigValue): string => {
    return isDeepStrictEqual(item, old.value) ? old.text : literal(item, style, write);
  };
  return pair(key, write(nested), style);
}

function pair(key: string, text: string, style: PropertyStyle): string {
  switch (style) {
    case 'typescript':
      return `${formatKey(key)}: ${text}`;
    case 'json':
      return `${JSON.stringify(key)}: ${text}`;
    case 'python-argument':
      return `${key}=${text}`;
    case 'python-pair':
      return `${reprString(key)}: ${text}`;
    case 'python-statement':
      return `${key} = ${text}`;
    default:
      return text.startsWith('\n') ? `${key}:${text}` : `${key}: ${text}`;
  }
}

function literal(value: ConfigValue, style: PropertyStyle, write: (item: ConfigValue) => string): string {
  const isPython = style.startsWith('python');
  if (Array.isArray(value)) return `[${value.map(write).join(', ')}]`;
  if (isObject(value)) {
    const inner = isPython ? 'python-argument' : style;
    const items = Object.entries(value).map(([key, item]) => pair(key, write(item), inner));
    if (isPython) return `dict(${items.join(', ')})`;
    return items.length === 0 ? '{}' : `{ ${items.join(', ')} }`;
  }
  if (style === 'typescript') return formatLiteral(value);
  if (!isPython) return JSON.stringify(value);
  if (typeof value === 'string') return reprString(value);
  if (value === null) return 'None';
  return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value);
}
