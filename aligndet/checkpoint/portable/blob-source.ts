/**
 * @module A Blob as a source. Blobs are read asynchronously, but the readers are synchronous: a read of bytes that are
 * not loaded records the range and throws; the range is fetched, and the reader starts again. Readers begin with small
 * records (directory, pickle), so few restarts are needed, and only the bytes read are ever in memory.
 */
import { assertInside, type ByteSource } from '../byte-source.js';

/** Bytes fetched together: many small reads are adjacent. */
const CHUNK = 1 << 18;

/** Larger reads are fetched separately. */
const LARGE = 1 << 22;

/** The methods used to read a `Blob`; a range of a remote file can implement them too. */
export interface BlobLike {
  readonly size: number;
  slice(start: number, end: number): BlobLike;
  arrayBuffer(): Promise<ArrayBuffer>;
}

type Range = readonly [offset: number, length: number];

export class BlobSource implements ByteSource {
  readonly size: number;
  /** By index: chunk i starts at i * {@link CHUNK}. */
  readonly #chunks = new Map<number, Uint8Array<ArrayBuffer>>();
  /** By offset and length. */
  readonly #exact = new Map<string, Uint8Array<ArrayBuffer>>();
  #missing: readonly Range[] = [];
  /** The running call: two at once would discard each other's bytes. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    readonly blob: BlobLike,
    readonly name: string,
  ) {
    this.size = blob.size;
  }

  read(offset: number, length: number): Uint8Array<ArrayBuffer> {
    assertInside(this, offset, length);
    const whole = this.#exact.get(keyOf([offset, length]));
    if (whole !== undefined) return whole.slice();
    if (length > LARGE) throw this.#lack([[offset, length]]);
    const bytes = new Uint8Array(length);
    const absent: Range[] = [];
    for (let i = Math.floor(offset / CHUNK); i * CHUNK < offset + length; i++) {
      const chunk = this.#chunks.get(i);
      const start = i * CHUNK;
      if (chunk === undefined) {
        absent.push([start, Math.min(CHUNK, this.size - start)]);
        continue;
      }
      const from = Math.max(offset - start, 0);
      bytes.set(chunk.subarray(from, offset + length - start), start + from - offset);
    }
    if (absent.length > 0) throw this.#lack(absent);
    return bytes;
  }

  prepare(ranges: readonly Range[]): void {
    const absent = ranges.filter((range) => !this.#exact.has(keyOf(range)));
    if (absent.length > 0) throw this.#lack(absent);
  }

  close(): void {}

  /** Calls `use` again while it needs bytes that are not loaded, and discards the bytes afterwards. */
  run<Result>(use: () => Result): Promise<Result> {
    const run = this.#last.then(() => this.#run(use));
    this.#last = run.catch(() => undefined);
    return run;
  }

  async #run<Result>(use: () => Result): Promise<Result> {
    try {
      for (;;) {
        this.#missing = [];
        try {
          return use();
        } catch (cause) {
          // Readers wrap errors thrown below them, so only the recorded range is reliable.
          if (this.#missing.length === 0) throw cause;
        }
        await Promise.all(this.#missing.map((range) => this.#fetch(range)));
      }
    } finally {
      this.#chunks.clear();
      this.#exact.clear();
    }
  }

  async #fetch([offset, length]: Range): Promise<void> {
    const bytes = new Uint8Array(await this.blob.slice(offset, offset + length).arrayBuffer());
    const isChunk = offset % CHUNK === 0 && length === Math.min(CHUNK, this.size - offset);
    if (isChunk) this.#chunks.set(offset / CHUNK, bytes);
    this.#exact.set(keyOf([offset, length]), bytes);
  }

  #lack(ranges: readonly Range[]): Error {
    this.#missing = ranges;
    return new Error(`${this.name}: bytes are not loaded yet.`);
  }
}

function keyOf([offset, length]: Range): string {
  return `${offset}:${length}`;
}
