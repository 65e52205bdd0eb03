/** @module Decompresses deflated records: by Node, else in JavaScript. */
import { inflateSync } from 'fflate';
import { nodeModule } from '../../core/portable.js';

const zlib = nodeModule('node:zlib');

/**
 * @param size of the decompressed data: no more is decompressed.
 * @throws if the bytes are not deflated, or decompress to more than `size`.
 */
export function inflate(packed: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  if (zlib === undefined) return portableInflate(packed, size);
  return new Uint8Array(zlib.inflateRawSync(packed, { maxOutputLength: Math.max(size, 1) }));
}

/** Excess bytes are dropped; the checksum of the record then differs. */
export function portableInflate(packed: Uint8Array, size: number): Uint8Array<ArrayBuffer> {
  return inflateSync(packed, { out: new Uint8Array(size) }) as Uint8Array<ArrayBuffer>;
}
