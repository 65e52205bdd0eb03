/** @module Reads forward through a source, one window at a time, and never past its end. */
import { CheckpointError } from '../../core/portable.js';
import { type ByteSource, dataView } from '../byte-source.js';

const WINDOW = 1 << 20;
/** Max length of a line in text opcodes: names and numbers. */
const LONGEST_LINE = 1 << 16;

export class ByteCursor {
  #window: Uint8Array<ArrayBuffer> = new Uint8Array(0);
  #view = dataView(this.#window);
  /** Offset of the window in the source. */
  #base: number;
  /** Offset of the next byte in the window. */
  #at = 0;

  constructor(
    readonly source: ByteSource,
    start = 0,
    readonly end = source.size,
  ) {
    this.#base = start;
  }

  /** Offset of the next byte in the source. */
  get position(): number {
    return this.#base + this.#at;
  }

  get left(): number {
    return this.end - this.position;
  }

  byte(): number {
    this.#need(1);
    return this.#window[this.#at++];
  }

  uint16(): number {
    this.#need(2);
    this.#at += 2;
    return this.#view.getUint16(this.#at - 2, true);
  }

  int32(): number {
    this.#need(4);
    this.#at += 4;
    return this.#view.getInt32(this.#at - 4, true);
  }

  uint32(): number {
    return this.int32() >>> 0;
  }

  /** An eight-byte length; larger than any file if it does not fit a number. */
  uint64(): number {
    this.#need(8);
    this.#at += 8;
    return Number(this.#view.getBigUint64(this.#at - 8, true));
  }

  bigFloat64(): number {
    this.#need(8);
    this.#at += 8;
    return this.#view.getFloat64(this.#at - 8, false);
  }

  /** The next bytes, valid until the next read. */
  take(length: number): Uint8Array {
    this.#need(length);
    this.#at += length;
    return this.#window.subarray(this.#at - length, this.#at);
  }

  /** Text up to a line feed, which is removed. */
  line(): Uint8Array {
    let length = 0;
    for (;;) {
      this.#need(length + 1);
      if (this.#window[this.#at + length] === 0x0a) break;
      length += 1;
      if (length > LONGEST_LINE)
        throw new CheckpointError(`${this.source.name}: is corrupt: a line of the pickle has no end.`);
    }
    const line = this.#window.subarray(this.#at, this.#at + length);
    this.#at += length + 1;
    return line;
  }

  #need(length: number): void {
    if (this.#at + length <= this.#window.length) return;
    if (length > this.left) {
      throw new CheckpointError(
        `${this.source.name}: is corrupt or truncated: the pickle needs ${length} more bytes, but ${this.left} are left.`,
      );
    }
    const start = this.position;
    this.#window = this.source.read(start, Math.max(length, Math.min(WINDOW, this.left)));
    this.#view = dataView(this.#window);
    this.#base = start;
    this.#at = 0;
  }
}
