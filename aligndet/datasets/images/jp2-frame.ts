/** @module The frame header of JPEG 2000 code streams: their size and number of bands, without decoding. */

/** Start of a code stream, followed by the size marker. */
const START = Buffer.from('ff4fff51', 'hex');

/** `undefined` for bytes without a code stream, or a truncated one. */
export function jp2Frame(bytes: Buffer): { width: number; height: number; numBands: number } | undefined {
  const start = bytes.indexOf(START);
  const at = start + 8; // after the markers, the length and the capabilities
  if (start < 0 || bytes.length < at + 34) return undefined;
  return {
    width: bytes.readUInt32BE(at) - bytes.readUInt32BE(at + 8),
    height: bytes.readUInt32BE(at + 4) - bytes.readUInt32BE(at + 12),
    numBands: bytes.readUInt16BE(at + 32),
  };
}
