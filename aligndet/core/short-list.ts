/** @module A list of names in a message: the first few, and their number. */

export function shortList(names: readonly (string | number)[], limit = 10): string {
  return names.length > limit
    ? `${names.slice(0, limit).join(', ')}, ... (${names.length})`
    : names.join(', ');
}
