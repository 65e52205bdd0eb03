/**
 * @module The journal of a run: one line per finished image, appended immediately, so that a killed run loses only
 * the
 * images in progress. The first line holds the options; a file with other options is overwritten.
 */
import { closeSync, ftruncateSync, mkdirSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Logger, writeError } from '../../core/index.js';
import type { ProposalOptions } from './options.js';

/** The result of an image. */
export interface ImageProposals {
  readonly fileName: string;
  readonly width: number;
  readonly height: number;
  /** `[K, 4]` xyxy, integers, best first. */
  readonly boxes: Float32Array;
}

/** Version of the line format and the algorithm: lines of different versions do not mix. */
const VERSION = 1;

const CHUNK_BYTES = 1 << 20;

export class Journal {
  readonly #file: number;

  private constructor(
    readonly path: string,
    file: number,
    /** Finished images of earlier runs, by file name. */
    readonly done: Map<string, ImageProposals>,
  ) {
    this.#file = file;
  }

  /** @throws {DataError} when the file cannot be written. */
  static open(path: string, options: ProposalOptions, logger: Logger): Journal {
    try {
      mkdirSync(dirname(path), { recursive: true });
      const file = openSync(path, 'a+');
      const head = `${JSON.stringify({ version: VERSION, options })}\n`;
      const lines = readLines(file);
      const first = lines.next();
      const isOurs = !first.done && `${first.value.text}\n` === head;
      const done = new Map<string, ImageProposals>();
      let end = isOurs ? first.value.end : 0;
      if (isOurs) {
        for (const line of lines) {
          const image = parseLine(line.text);
          if (image === undefined) break; // a truncated line of a killed run, and anything after it
          done.set(image.fileName, image);
          end = line.end;
        }
      } else if (!first.done) {
        logger.warn(`${path} is from a run with other options and is overwritten.`);
      }
      ftruncateSync(file, end);
      if (!isOurs) writeSync(file, head);
      return new Journal(path, file, done);
    } catch (cause) {
      throw writeError(path, cause);
    }
  }

  append({ fileName, width, height, boxes }: ImageProposals): void {
    try {
      writeSync(this.#file, `${JSON.stringify({ fileName, width, height, boxes: [...boxes] })}\n`);
    } catch (cause) {
      throw writeError(this.path, cause);
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }
}

/** Complete lines of `file`; `end` is the offset after the line. */
function* readLines(file: number): Generator<{ text: string; end: number }> {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let rest = Buffer.alloc(0);
  let read = 0;
  let end = 0;
  for (;;) {
    const size = readSync(file, chunk, 0, CHUNK_BYTES, read);
    if (size === 0) return;
    read += size;
    const bytes = Buffer.concat([rest, chunk.subarray(0, size)]);
    let from = 0;
    for (let newline = bytes.indexOf(10); newline >= 0; newline = bytes.indexOf(10, from)) {
      end += newline + 1 - from;
      yield { text: bytes.toString('utf8', from, newline), end };
      from = newline + 1;
    }
    rest = bytes.subarray(from);
  }
}

function parseLine(text: string): ImageProposals | undefined {
  try {
    const { fileName, width, height, boxes } = JSON.parse(text);
    return { fileName, width, height, boxes: Float32Array.from(boxes) };
  } catch {
    return undefined;
  }
}
