/**
 * @module Serializes a value to JSON with what `JSON.stringify` loses: bigints by their digits, and numbers that are
 * not
 * finite as in Python's json.
 */

export function jsonText(value: unknown): string {
  return isPlain(value) ? JSON.stringify(value) : carefulText(value);
}

/** A value for a message: its JSON text, truncated when long. */
export function shownJson(value: unknown): string {
  const text = jsonText(value) ?? 'undefined';
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}

/** Whether `JSON.stringify` is lossless. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return typeof value !== 'bigint';
  if (Array.isArray(value)) return value.every(isPlain);
  for (const key in value) if (!isPlain((value as Record<string, unknown>)[key])) return false;
  return true;
}

function carefulText(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => carefulText(item ?? null)).join()}]`;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${carefulText(item)}`).join()}}`;
}
