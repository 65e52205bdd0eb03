/** @module The checksum of zip records. */
import { crc32 } from 'node:zlib';
import { piecesOf } from '../pieces.js';

/** CRC-32 of bytes of any length; Node's own counts their number in 32 bits. */
export function crcOf(bytes: Uint8Array): number {
  let crc = 0;
  for (const piece of piecesOf(bytes)) crc = crc32(piece, crc);
  return crc;
}
