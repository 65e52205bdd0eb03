/** @module A growable byte buffer. */
import { dataView } from '../byte-source.js';

export class ByteWriter {
  #bytes = new Uint8Array(1 << 12);
  #view = dataView(this.#bytes);
  #length = 0;

  byte(value: number): void {
    const at = this.#room(1);
    this.#bytes[at] = value;
  }

  uint16(value: number): void {
    const at = this.#room(2);
    this.#view.setUint16(at, value, true);
  }

  int32(value: number): void {
    const at = this.#room(4);
    this.#view.setInt32(at, value, true);
  }

  uint32(value: number): void {
    const at = this.#room(4);
    this.#view.setUint32(at, value, true);
  }

  bigFloat64(value: number): void {
    const at = this.#room(8);
    this.#view.setFloat64(at, value, false);
  }

  bytes(bytes: Uint8Array): void {
    const at = this.#room(bytes.length);
    this.#bytes.set(bytes, at);
  }

  /** A copy of the written bytes. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  /** @returns the offset for the next `length` bytes. */
  #room(length: number): number {
    const at = this.#length;
    this.#length += length;
    if (this.#length <= this.#bytes.length) return at;
    const grown = new Uint8Array(Math.max(this.#length, 2 * this.#bytes.length));
    grown.set(this.#bytes.subarray(0, at));
    this.#bytes = grown;
    this.#view = dataView(grown);
    return at;
  }
}
