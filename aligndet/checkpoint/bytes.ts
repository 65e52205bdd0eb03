/** @module Bytes as text and back, without Node's `Buffer`, so that browsers read the same files. */

/** Max number of arguments in one call of `String.fromCharCode`. */
const CHARACTERS = 1 << 13;

/** One character for each byte. `TextDecoder` has no such encoding: its `latin1` is Windows-1252. */
export function latin1Of(bytes: Uint8Array): string {
  if (bytes.length <= CHARACTERS) return String.fromCharCode.apply(null, bytes as unknown as number[]);
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += CHARACTERS)
    pieces.push(String.fromCharCode.apply(null, bytes.subarray(at, at + CHARACTERS) as unknown as number[]));
  return pieces.join('');
}

/** One byte per UTF-16 unit: its lower eight bits. */
export function latin1Bytes(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Two lower-case hexadecimal digits per byte. */
export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param hex an even number of digits. */
export function hexBytes(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) =>
    Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16),
  );
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
