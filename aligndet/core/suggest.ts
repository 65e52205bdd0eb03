/** @module Finds the known names nearest to a misspelt one, for "Did you mean ...?". */

/** Edit distance of `a` and `b` (insert, delete, substitute, swap of neighbours). */
export function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(rows[i - 1][j] + 1, row[j - 1] + 1, rows[i - 1][j - 1] + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        row[j] = Math.min(row[j], rows[i - 2][j - 2] + 1);
      }
    }
    rows.push(row);
  }
  return rows[a.length][b.length];
}

/** Up to `maxCount` of `known` that `name` may stand for, nearest first. Case is ignored. */
export function nearest(name: string, known: Iterable<string>, maxCount = 3): string[] {
  const lowerCased = name.toLowerCase().slice(0, 100);
  const limit = Math.max(2, Math.floor(lowerCased.length / 3));
  const candidates = [...known].map((candidate) => ({
    candidate,
    distance: editDistance(lowerCased, candidate.toLowerCase()),
  }));
  const isSame = candidates.some(({ distance }) => distance === 0);
  return candidates
    .filter(({ distance }) => distance <= (isSame ? 0 : limit))
    .sort((a, b) => a.distance - b.distance || a.candidate.localeCompare(b.candidate))
    .slice(0, maxCount)
    .map(({ candidate }) => candidate);
}

/** ` Did you mean "x"?` with a leading space, or nothing when no name is near. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const near = nearest(name, known);
  return near.length === 0 ? '' : ` Did you mean ${near.map((candidate) => `"${candidate}"`).join(' or ')}?`;
}

/** Maximum edit distance of an automatic fix; short names allow less. */
const MAX_EDIT_DISTANCE = 2;

/**
 * The one of `known` that `name` unambiguously means: one or two edits away, or in another case, and nearer than
 * every other of
 * `known` and of `others`.
 *
 * @param others names that are valid elsewhere, so that they may be meant.
 */
export function surelyMeant(
  name: string,
  known: Iterable<string>,
  others: Iterable<string> = [],
): string | undefined {
  const lowerCased = name.toLowerCase().slice(0, 100);
  const limit = Math.min(MAX_EDIT_DISTANCE, Math.floor(lowerCased.length / 3));
  const distance = (candidate: string) => editDistance(lowerCased, candidate.toLowerCase());
  const [first, second] = [...new Set(known)]
    .map((candidate) => ({ candidate, distance: distance(candidate) }))
    .sort((a, b) => a.distance - b.distance);
  if (first === undefined || first.distance > limit || second?.distance === first.distance) return undefined;
  const { candidate, distance: best } = first;
  for (const other of others) if (other !== candidate && distance(other) <= best) return undefined;
  return candidate;
}
