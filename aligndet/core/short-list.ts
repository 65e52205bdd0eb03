/** @module Names in a message: the first few, and how many there are. */

export function shortList(names: readonly (string | number)[], limit = 10): string {
  return names.length > limit
    ? `${names.slice(0, limit).join(', ')}, ... (${names.length})`
    : names.join(', ');
}
