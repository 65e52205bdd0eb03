/** @module CMYK JPEG files, which OpenCV turns into colour with a formula of its own. */

/** Start-of-frame markers: all of C0..CF but the tables C4, C8 and CC. */
const FRAME_MARKERS = new Set([0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);

/** Whether the bytes are a JPEG file with four components. Reads the header only. */
export function isCmykJpeg(bytes: Buffer): boolean {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return false;
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return false;
    const marker = bytes[at + 1];
    if (FRAME_MARKERS.has(marker)) return bytes[at + 9] === 4;
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return false;
}

/** @param data `[H, W, 4]` ink in 8 bits. @returns `[H, W, 3]`, red first. */
export function cmykToRgb(data: Uint8Array): Uint8Array {
  const result = new Uint8Array((data.length / 4) * 3);
  for (let i = 0, at = 0; i < data.length; i += 4, at += 3) {
    const light = 255 - data[i + 3];
    result[at] = light - ((data[i] * light) >> 8);
    result[at + 1] = light - ((data[i + 1] * light) >> 8);
    result[at + 2] = light - ((data[i + 2] * light) >> 8);
  }
  return result;
}
