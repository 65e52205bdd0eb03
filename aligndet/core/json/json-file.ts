/**
 * @module Streams a JSON file of any size: the entries of its top-level object, and the elements of lists
 * directly in it, or of its top-level list. Memory holds one element and a window over the file.
 */
import { basename } from 'node:path';
import { DataError } from '../errors.js';
import { type Progress, type ProgressTask, silentProgress } from '../progress.js';
import { whyUnreadable } from '../unreadable.js';
import { ByteWindow } from './byte-window.js';
import { foreignFormat } from './foreign-format.js';
import { END_OF_BYTES, JsonFault, JsonParser } from './json-parser.js';
import { lineAndColumn } from './line-and-column.js';

export interface JsonFileOptions {
  /** Kind of file, such as `Annotation file`: precedes its path in messages. */
  readonly what: string;
  /** Progress, shown for large files. */
  readonly progress?: Progress;
}

/** Smaller files need no progress. */
const SLOW_BYTES = 64 << 20;
const MEGABYTE = 1e6;
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/** Bytes shown before and after a fault. */
const CONTEXT = [40, 20] as const;

export class JsonFile {
  /** What the file holds. */
  readonly kind: 'object' | 'list';
  readonly #name: string;
  readonly #path: string;
  readonly #window: ByteWindow;
  readonly #parser: JsonParser;
  readonly #task: ProgressTask | undefined;
  readonly #keys = new Set<string>();
  #key: string | undefined;
  /** Index of the next element in the open list; -1 when none is open. */
  #position = -1;

  /** @throws {DataError} when the file cannot be read, or does not start with an object or a list. */
  constructor(path: string, { what, progress = silentProgress }: JsonFileOptions) {
    this.#name = `${what} ${path}`;
    this.#path = path;
    try {
      this.#window = new ByteWindow(path);
    } catch (cause) {
      throw unreadable(this.#name, cause);
    }
    const { bytes, length, sizeBytes } = this.#window;
    this.#parser = new JsonParser(bytes, length);
    try {
      this.kind = this.#start();
    } catch (error) {
      this.#window.close();
      throw error;
    }
    if (sizeBytes >= SLOW_BYTES) {
      this.#task = progress.start(`Reading ${basename(path)}`, Math.ceil(sizeBytes / MEGABYTE), 'MB');
    }
  }

  /** Keys of the top-level object; the value of each must be read or skipped before the next one. */
  *keys(): Generator<string> {
    if (this.kind === 'list') throw this.error('contains a list, but an object is expected.');
    for (let isFirst = true; this.#read(() => this.#continues(isFirst, 125)); isFirst = false) {
      const key = this.#read(() => this.#parser.key());
      if (this.#keys.has(key)) {
        throw this.error(
          `has the key "${key}" twice. If two files were joined, keep one entry of this name.`,
        );
      }
      this.#keys.add(key);
      this.#key = key;
      yield key;
      this.#key = undefined;
    }
    this.#end();
  }

  /** Whether the value of the key is a list; if so, it is opened, and `elements` reads it. */
  opensList(): boolean {
    const isList = this.#read(() => this.#peek()) === 91;
    if (isList) this.#open();
    return isList;
  }

  /** Elements of the open list: that of a key, or the top-level one. */
  *elements(): Generator<unknown> {
    if (this.#position < 0) throw this.error('contains an object, but a list is expected.');
    while (this.#read(this.#continuesList)) {
      yield this.#read(this.#value);
      this.#position++;
    }
    this.#position = -1;
    if (this.kind === 'list') this.#end();
  }

  /** Reads the complete value of the key. */
  value(): unknown {
    return this.opensList() ? [...this.elements()] : this.#read(this.#value);
  }

  /** Skips the value of the key. */
  skip(): void {
    if (!this.opensList()) this.#read(this.#value);
    else for (const _ of this.elements());
  }

  close(): void {
    this.#task?.finish();
    this.#window.close();
  }

  /** An error about this file. @param message follows the name of the file. */
  error(message: string, cause?: unknown): DataError {
    return new DataError(`${this.#name} ${message}`, { cause });
  }

  #start(): 'object' | 'list' {
    const parser = this.#parser;
    const foreign = foreignFormat(parser.bytes.subarray(0, Math.min(parser.end, 4096)));
    if (foreign !== undefined) throw this.error(`${foreign}.`);
    if (BYTE_ORDER_MARK.every((byte, i) => parser.bytes[i] === byte)) parser.at = BYTE_ORDER_MARK.length;
    const byte = this.#read(() => this.#peek());
    if (byte === 123) {
      parser.at++;
      return 'object';
    }
    if (byte === 91) {
      this.#open();
      return 'list';
    }
    throw this.error(
      `is not a JSON object or list. It starts with: ${this.#text(parser.at, parser.at + CONTEXT[0])}`,
    );
  }

  #open(): void {
    this.#parser.at++;
    this.#position = 0;
  }

  /** Nothing may follow the top-level value. */
  #end(): void {
    const parser = this.#parser;
    while (parser.peek() === 0 && parser.at >= parser.end) if (!this.#advance(parser.at)) return;
    this.#read(() =>
      parser.fail(
        'expected the end of the file (several JSON values in one file, as in JSON Lines, are not supported)',
      ),
    );
  }

  readonly #value = (): unknown => this.#parser.value();

  readonly #continuesList = (): boolean => this.#continues(this.#position === 0, 93);

  #continues(isFirst: boolean, closing: number): boolean {
    const parser = this.#parser;
    const byte = this.#peek();
    if (byte === closing) {
      parser.at++;
      return false;
    }
    if (isFirst) return true;
    if (byte !== 44) parser.fail(`expected "," or "${String.fromCharCode(closing)}"`);
    parser.at++;
    return true;
  }

  #peek(): number {
    const byte = this.#parser.peek();
    if (byte === 0) this.#parser.fail('expected JSON, but got a zero byte');
    return byte;
  }

  /** Runs `read`, and again with more bytes where the window ends within a value. */
  #read<T>(read: () => T): T {
    const parser = this.#parser;
    for (;;) {
      const { at } = parser;
      try {
        return read();
      } catch (error) {
        if (error instanceof JsonFault) throw this.#faulty(error);
        if (error !== END_OF_BYTES) throw error;
        if (!this.#advance(at)) throw this.#truncated();
      }
    }
  }

  /** @param from index of the first byte that is still needed. */
  #advance(from: number): boolean {
    const parser = this.#parser;
    const start = Math.max(0, from - CONTEXT[0]);
    let isMore: boolean;
    try {
      isMore = this.#window.advance(start);
    } catch (cause) {
      throw unreadable(this.#name, cause);
    }
    parser.bytes = this.#window.bytes;
    parser.end = this.#window.length;
    parser.at = from - start;
    parser.depth = 0;
    this.#task?.update(Math.floor((this.#window.offset + this.#window.length) / MEGABYTE));
    return isMore;
  }

  #faulty({ reason, at }: JsonFault): DataError {
    const byte = this.#window.offset + at;
    const { line, column } = lineAndColumn(this.#path, byte);
    const shown = `${this.#text(at - CONTEXT[0], at)}>>>${this.#text(at, at + CONTEXT[1])}`;
    return this.error(
      `is not JSON: ${reason}, at byte ${byte} (line ${line}, column ${column})${this.#location()}. The text there, with >>> before that byte: ${shown}`,
    );
  }

  #truncated(): DataError {
    const { offset, length } = this.#window;
    const last = this.#text(length - CONTEXT[0], length);
    return this.error(
      `is truncated: it ends at byte ${offset + length}${this.#location()}, before the JSON is complete. ` +
        `Copy or download it again, or write it again. It ends with: ${last}`,
    );
  }

  /** Such as `, in annotations[3]`. */
  #location(): string {
    const element = this.#position < 0 ? '' : `[${this.#position}]`;
    const location = `${this.#key ?? ''}${element}`;
    return location === '' ? '' : `, in ${this.#key === undefined ? `element ${location}` : location}`;
  }

  #text(from: number, to: number): string {
    const { bytes, length } = this.#window;
    return bytes.toString('utf8', Math.max(0, from), Math.min(length, to)).replace(/\s+/g, ' ');
  }
}

function unreadable(name: string, cause: unknown): DataError {
  return new DataError(`${name} ${whyUnreadable(cause)}.`, { cause });
}
