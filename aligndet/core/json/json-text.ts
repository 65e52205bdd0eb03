/**
 * @module The JSON text of a value, with what `JSON.stringify` loses: bigints by their digits, and numbers that are not
 * finite as Python's json writes and reads them.
 */

export function jsonText(value: unknown): string {
  if (typeof value === 'number') return String(value === 0 ? 0 : value); // -0 as JSON.stringify has it
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  if (Array.isArray(value)) {
    let items = '';
    for (let i = 0; i < value.length; i++) items += `${i === 0 ? '' : ','}${jsonText(value[i])}`;
    return `[${items}]`;
  }
  let entries = '';
  for (const key of Object.keys(value)) {
    const item = (value as Record<string, unknown>)[key];
    if (item === undefined) continue;
    entries += `${entries === '' ? '' : ','}${JSON.stringify(key)}:${jsonText(item)}`;
  }
  return `{${entries}}`;
}

/** A value for a message: its text, cut where it is long. */
export function shownJson(value: unknown): string {
  const text = jsonText(value);
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
