/** @module The checksum of zip records. */
import { nodeModule } from '../../core/portable.js';
import { piecesOf } from '../pieces.js';

/** Node's own if available: some forty times as fast. */
const crc32 = nodeModule('node:zlib')?.crc32 ?? portableCrc32;

/** Remainders of the reversed polynomial 0xEDB88320; created on first use. */
let table: Uint32Array | undefined;

/** CRC-32 of bytes of any length; Node's own takes a 32-bit length. */
export function crcOf(bytes: Uint8Array): number {
  let crc = 0;
  for (const piece of piecesOf(bytes)) crc = crc32(piece, crc);
  return crc;
}

/** @param before the checksum of the preceding bytes. */
export function portableCrc32(bytes: Uint8Array, before = 0): number {
  table ??= Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
    return rest;
  });
  let crc = ~before;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ table[(crc ^ bytes[i]) & 0xff];
  return ~crc >>> 0;
}
