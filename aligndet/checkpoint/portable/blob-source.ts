/**
 * @module A Blob as a source. Blobs give their bytes later, but the readers want them now: a read of bytes that are not
 * here yet notes the range and throws; the range is fetched, and the reader starts again. Readers begin with small
 * parts (directory, pickle), so few starts are needed, and only what is read is ever in memory.
 */
import { assertInside, type ByteSource } from '../byte-source.js';

/** Bytes that are fetched together: many small reads lie beside each other. */
const CHUNK = 1 << 18;

/** Reads above this are fetched by themselves. */
const LARGE = 1 << 22;

/** What a `Blob` is read by; a range of a remote file can be one too. */
export interface BlobLike {
  readonly size: number;
  slice(start: number, end: number): BlobLike;
  arrayBuffer(): Promise<ArrayBuffer>;
}

type Range = readonly [offset: number, length: number];

export class BlobSource implements ByteSource {
  readonly size: number;
  /** By number: chunk i starts at i * {@link CHUNK}. */
  readonly #chunks = new Map<number, Uint8Array<ArrayBuffer>>();
  /** By offset and length. */
  readonly #exact = new Map<string, Uint8Array<ArrayBuffer>>();
  #missing: readonly Range[] = [];
  /** The work under way: two at once would drop each other's bytes. */
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

  /** Runs `use`, as often as it needs bytes that were not fetched yet, and drops the bytes afterwards. */
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
          // Readers wrap what is thrown below them, so that only the note tells.
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
    return new Error(`${this.name}: bytes are not here yet.`);
  }
}

function keyOf([offset, length]: Range): string {
  return `${offset}:${length}`;
}
