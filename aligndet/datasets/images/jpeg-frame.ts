/** @module The frame header of JPEG files: their size and number of components, without decoding. */

/** Start-of-frame markers: C0..CF except the tables C4, C8 and CC. */
const FRAME_MARKERS = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);

export interface JpegFrame {
  readonly height: number;
  readonly width: number;
  readonly numComponents: number;
}

/** `undefined` for bytes that are not a JPEG file, or have no frame. */
export function jpegFrame(bytes: Buffer): JpegFrame | undefined {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return undefined;
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1];
    if (FRAME_MARKERS.has(marker)) {
      return {
        height: bytes.readUInt16BE(at + 5),
        width: bytes.readUInt16BE(at + 7),
        numComponents: bytes[at + 9],
      };
    }
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}
