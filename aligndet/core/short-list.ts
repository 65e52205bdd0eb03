/** @module Names in a message: the first few, and how many there are. */

export function shortList(names: readonly (string | number)[], most = 10): string {
  return names.length > most ? `${names.slice(0, most).join(', ')}, ... (${names.length})` : names.join(', ');
}
