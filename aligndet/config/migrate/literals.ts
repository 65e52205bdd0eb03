/** @module Python's values as TypeScript literals. */
import { formatKey, formatLiteral } from '../format-config.js';
import { PyDict, PyFloat, PyReference, PyTuple, type PyValue, typeName } from '../python/values.js';
import { item, type Layout, listOf, objectOf } from './layout.js';

/** Thrown for Python without counterpart in TypeScript; its value is used instead, where it is known. */
export class Untranslatable extends Error {}

/** @param text maps every string; for paths of bases. */
export function literalOf(value: PyValue, text: (value: string) => string = (same) => same): Layout {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return formatLiteral(value);
  if (value instanceof PyFloat) return floatLiteral(value.value);
  if (typeof value === 'string') return formatLiteral(text(value));
  if (value instanceof PyReference) return formatLiteral(`{{ _base_.${value.path} }}`);
  if (Array.isArray(value)) return listOf(value.map((each) => item(literalOf(each, text))));
  if (value instanceof PyTuple) return listOf(value.items.map((each) => item(literalOf(each, text))));
  if (value instanceof PyDict) {
    return objectOf(
      value.entries().map(([key, each]) => item(literalOf(each, text), `${formatKey(String(key))}: `)),
    );
  }
  throw new Untranslatable(`a ${typeName(value)} is no plain data`);
}

function floatLiteral(value: number): string {
  if (Number.isNaN(value)) return 'Number.NaN';
  if (!Number.isFinite(value)) return value < 0 ? 'Number.NEGATIVE_INFINITY' : 'Number.POSITIVE_INFINITY';
  return formatLiteral(value);
}

/** A number as written in the source, when JavaScript reads the same value from it. */
export function numberLiteral(source: string, value: number): string {
  const written = source.toLowerCase().replaceAll('_', '');
  const isScientific = /^\d+(\.\d+)?e[+-]?\d+$/.test(written) && !/^\d+\.0*e/.test(written);
  if (isScientific && Number(written) === value) return written.replace(/e\+?(-?)0*(\d)/, 'e$1$2');
  return floatLiteral(value);
}

export { formatKey, formatLiteral };
