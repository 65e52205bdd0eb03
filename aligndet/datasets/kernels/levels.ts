/**
 * @module Operations of Pillow that map the levels of a channel: histograms and lookup tables.
 * Images are `[H, W, 3]`, 8 bits; the order of the channels does not matter here.
 */

/** A new level for each of the 256 of one channel. */
export type LevelTable = Uint8Array;

export const identityTable: LevelTable = Uint8Array.from({ length: 256 }, (_, level) => level);

/** Maps channel c of `[H, W, 3]` by `tables[c]`. */
export function mapLevels(source: Uint8Array, [first, second, third]: readonly LevelTable[]): Uint8Array {
  const result = new Uint8Array(source.length);
  for (let i = 0; i < source.length; i += 3) {
    result[i] = first[source[i]];
    result[i + 1] = second[source[i + 1]];
    result[i + 2] = third[source[i + 2]];
  }
  return result;
}

/** Stretches each channel to the full range (`ImageOps.autocontrast`). */
export function autocontrast(source: Uint8Array): Uint8Array {
  return mapLevels(source, histograms(source).map(stretchingTable));
}

/** Equalizes each channel's histogram (`ImageOps.equalize`). */
export function equalize(source: Uint8Array): Uint8Array {
  return mapLevels(source, histograms(source).map(equalizingTable));
}

/** Keeps the upper `bits` of each level (`ImageOps.posterize`). */
export function posterize(source: Uint8Array, bits: number): Uint8Array {
  const mask = bits <= 0 ? 0 : 256 - 2 ** (8 - bits);
  return source.map((level) => level & mask);
}

/** Inverts levels of `threshold` and above. */
export function solarize(source: Uint8Array, threshold: number): Uint8Array {
  const table = identityTable.map((level) => (level < threshold ? level : 255 - level));
  return mapLevels(source, [table, table, table]);
}

/** Histogram of each channel. */
function histograms(source: Uint8Array): Int32Array[] {
  const counts = [new Int32Array(256), new Int32Array(256), new Int32Array(256)];
  const [first, second, third] = counts;
  for (let i = 0; i < source.length; i += 3) {
    first[source[i]]++;
    second[source[i + 1]]++;
    third[source[i + 2]]++;
  }
  return counts;
}

function stretchingTable(counts: Int32Array): LevelTable {
  const low = counts.findIndex((count) => count > 0);
  const high = counts.findLastIndex((count) => count > 0);
  if (high <= low) return identityTable;
  const scale = 255 / (high - low);
  const offset = -low * scale;
  return identityTable.map((level) => Math.min(Math.max(Math.trunc(level * scale + offset), 0), 255));
}

function equalizingTable(counts: Int32Array): LevelTable {
  const used = counts.filter((count) => count > 0);
  if (used.length <= 1) return identityTable;
  const total = used.reduce((sum, count) => sum + count, 0);
  const step = Math.floor((total - used[used.length - 1]) / 255);
  if (step === 0) return identityTable;
  let sum = Math.floor(step / 2);
  return identityTable.map((_, level) => {
    const mapped = Math.min(Math.floor(sum / step), 255);
    sum += counts[level];
    return mapped;
  });
}
