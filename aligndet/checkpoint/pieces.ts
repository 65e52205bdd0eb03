/** @module Processes large arrays in chunks: Node's checksums and hashes take less than 2 GiB at once. */

const LONGEST = 1 << 30;

/** Consecutive views of `bytes`; none if empty. */
export function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += LONGEST) yield bytes.subarray(at, at + LONGEST);
}
