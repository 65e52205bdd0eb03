/** @module Unpacks deflated records: by Node, else in JavaScript. */
import { inflateSync } from 'fflate';
import { nodeModule } from '../../core/portable.js';

const zlib = nodeModule('node:zlib');

/**
 * @param size of what was packed: no more is unpacked.
 * @throws when the bytes are not deflated, or are of more than `size`.
 */
export function inflate(packed: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  if (zlib === undefined) return portableInflate(packed, size);
  return new Uint8Array(zlib.inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) }));
}

/** What does not fit is dropped; the checksum of the record then differs. */
export function portableInflate(packed: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  return inflateSync(packed, { out: new Uint8Array(size) }) as Uint8Array<ArrayBuffer>;
}
