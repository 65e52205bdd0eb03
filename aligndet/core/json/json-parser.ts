/**
 * @module Parses JSON from bytes, for files larger than a string: `JSON.parse` is limited to 512 MiB.
 *
 * Differences from `JSON.parse`: integers beyond 2^53 become bigint; `NaN` and `Infinity` are numbers, as
 * in Python's json; an object with a duplicate key and different values is an error; an error names the
 * byte.
 */
import { isUtf8 } from 'node:buffer';
import { exactNumber, JSON_NUMBER } from './exact-number.js';

/** Thrown where the bytes end inside a value, which is parsed again with more bytes. */
export const END_OF_BYTES = Symbol('end of bytes');

/** A syntax error and its byte offset. */
export class JsonFault {
  constructor(
    readonly reason: string,
    readonly at: number,
  ) {}
}

/** Maximum nesting; Python's parser has a similar limit. */
const MAX_DEPTH = 900;

/** Powers of ten that a double represents exactly: a quotient by one of them is rounded correctly. */
const POWERS = Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

/** Keys of an object in order: elements of a list usually have the same ones. */
interface Shape {
  readonly keys: readonly string[];
  /** Including the quotes. */
  readonly raw: readonly Uint8Array[];
}

const LITERALS: readonly [text: string, value: unknown][] = [
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
];

export class JsonParser {
  /** Index of the next byte. */
  at = 0;
  /** Number of open objects and lists. */
  depth = 0;
  /** Shape of the latest object, by depth. */
  readonly #shapes: (Shape | undefined)[] = [];

  /**
   * @param bytes the text; the byte after its end is 0, which is not valid in JSON, so that loops need no other
   * bound.
   * @param end index of that byte.
   */
  constructor(
    public bytes: Buffer,
    public end: number,
  ) {}

  /** The next byte that is not white space; `at` is its index then. */
  peek(): number {
    const { bytes } = this;
    let { at } = this;
    let byte = bytes[at];
    while (byte === 32 || byte === 10 || byte === 13 || byte === 9) byte = bytes[++at];
    this.at = at;
    return byte;
  }

  /** @throws {JsonFault} or {@link END_OF_BYTES}. */
  value(): unknown {
    const byte = this.peek();
    if (byte === 34) return this.#string();
    if (byte === 91) return this.#list();
    if (byte === 123) return this.#object();
    if (byte === 45 || (byte >= 48 && byte <= 57)) return this.#number(byte);
    return this.#literal();
  }

  /** The key of an object, and the colon after it. */
  key(): string {
    if (this.peek() !== 34) this.fail('expected a key in double quotes');
    const key = this.#string();
    this.#colon();
    return key;
  }

  /** Throws `reason` at the next byte, unless the bytes end here. */
  fail(reason: string): never {
    if (this.at >= this.end) throw END_OF_BYTES;
    throw new JsonFault(reason, this.at);
  }

  #list(): unknown[] {
    const list: unknown[] = [];
    this.#enter();
    if (this.peek() !== 93) {
      do list.push(this.value());
      while (this.#continues(93));
    }
    this.#leave();
    return list;
  }

  #object(): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    this.#enter();
    const shape = this.#shapes[this.depth];
    let isAsExpected = shape !== undefined;
    if (this.peek() !== 125) {
      let i = 0;
      do {
        this.peek();
        if (isAsExpected && i < shape!.keys.length && this.#skips(shape!.raw[i])) {
          this.#colon();
          object[shape!.keys[i]] = this.value();
        } else {
          isAsExpected = false;
          this.#entry(object);
        }
        i++;
      } while (this.#continues(125));
    }
    if (!isAsExpected) this.#shapes[this.depth] = shapeOf(object);
    this.#leave();
    return object;
  }

  /**
   * Reads an entry of any key, including duplicates and keys such as `__proto__` whose assignment has side effects.
   */
  #entry(object: Record<string, unknown>): void {
    const { at } = this;
    const key = this.key();
    const value = this.value();
    if (Object.hasOwn(object, key) && !isSame(object[key], value)) {
      throw new JsonFault(`an object has the key ${JSON.stringify(key)} twice, with different values`, at);
    }
    if (key === '__proto__') {
      Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
    } else {
      object[key] = value;
    }
  }

  /** Skips `raw` if it is next. */
  #skips(raw: Uint8Array): boolean {
    const { bytes, at } = this;
    for (let i = 0; i < raw.length; i++) if (bytes[at + i] !== raw[i]) return false;
    this.at = at + raw.length;
    return true;
  }

  #colon(): void {
    if (this.peek() !== 58) this.fail('expected ":" after a key');
    this.at++;
  }

  #enter(): void {
    this.at++;
    if (++this.depth > MAX_DEPTH)
      throw new JsonFault(`objects and lists are nested deeper than ${MAX_DEPTH} levels`, this.at);
  }

  #leave(): void {
    this.at++;
    this.depth--;
  }

  /** Whether a comma follows, which is consumed, or the `closing` byte, which is not. */
  #continues(closing: number): boolean {
    const byte = this.peek();
    if (byte === 44) {
      this.at++;
      return true;
    }
    if (byte !== closing) this.fail(`expected "," or "${String.fromCharCode(closing)}"`);
    return false;
  }

  #string(): string {
    const { bytes } = this;
    const start = this.at + 1;
    let at = start;
    let isPlain = true;
    for (let byte = bytes[at]; byte !== 34; byte = bytes[++at]) {
      if (byte === 92) at++;
      if (byte < 32 || at >= this.end)
        this.#failAt(at, 'a string contains a line break or another control character');
      if (byte === 92 || byte > 127) isPlain = false;
    }
    this.at = at + 1;
    return isPlain ? bytes.toString('latin1', start, at) : this.#decoded(start - 1, at + 1);
  }

  /** A string with escapes or characters beyond ASCII; the range includes the quotes. */
  #decoded(start: number, end: number): string {
    const raw = this.bytes.subarray(start, end);
    if (!isUtf8(raw)) throw new JsonFault('a string is not UTF-8 text', start);
    const text = raw.toString('utf8');
    try {
      return JSON.parse(text);
    } catch {
      const [wrong] = text.match(/\\(?:u[^"]{0,4}|[^"\\/bfnrtu])/) ?? ['\\'];
      throw new JsonFault(`a string contains "${wrong}"; write a backslash as \\\\`, start);
    }
  }

  #number(first: number): number | bigint {
    const { bytes } = this;
    const start = this.at;
    let at = start;
    let byte = first;
    if (byte === 45) byte = bytes[++at];
    const digits = at;
    let value = 0;
    while (byte >= 48 && byte <= 57) {
      value = value * 10 + (byte - 48);
      byte = bytes[++at];
    }
    let isPlain = at > digits && (at === digits + 1 || bytes[digits] !== 48);
    let numDecimals = 0;
    if (byte === 46) {
      const point = at;
      byte = bytes[++at];
      while (byte >= 48 && byte <= 57) {
        value = value * 10 + (byte - 48);
        byte = bytes[++at];
      }
      numDecimals = at - point - 1;
      isPlain &&= numDecimals > 0 && numDecimals < POWERS.length;
    }
    if (byte === 101 || byte === 69 || !isPlain || value > Number.MAX_SAFE_INTEGER)
      return this.#otherNumber(start);
    if (at >= this.end) throw END_OF_BYTES; // more digits may follow
    this.at = at;
    if (numDecimals > 0) value /= POWERS[numDecimals];
    return first === 45 ? -value : value;
  }

  /** The slow path: a number with an exponent or many digits, or an invalid one. */
  #otherNumber(start: number): number | bigint {
    let at = start;
    while (isOfNumber(this.bytes[at])) at++;
    if (at >= this.end) throw END_OF_BYTES;
    const text = this.bytes.toString('latin1', start, at);
    if (text === '-') return this.#literal() as number; // -Infinity
    if (!JSON_NUMBER.test(text)) throw new JsonFault(`${text} is not a valid JSON number`, start);
    this.at = at;
    return exactNumber(text) ?? this.#failAt(start, 'a number has too many digits');
  }

  #literal(): unknown {
    for (const [text, value] of LITERALS) {
      const end = this.at + text.length;
      if (
        this.bytes.toString('latin1', this.at, Math.min(end, this.end)) !== text.slice(0, this.end - this.at)
      )
        continue;
      if (end >= this.end) throw END_OF_BYTES; // the rest may follow
      if (isOfWord(this.bytes[end])) break;
      this.at = end;
      return value;
    }
    return this.fail('expected a value');
  }

  #failAt(at: number, reason: string): never {
    this.at = at;
    return this.fail(reason);
  }
}

/** No shape where assignment by key has side effects. */
function shapeOf(object: Record<string, unknown>): Shape | undefined {
  const keys = Object.keys(object);
  if (keys.includes('__proto__')) return undefined;
  return { keys, raw: keys.map((key) => Buffer.from(JSON.stringify(key))) };
}

function isSame(a: unknown, b: unknown): boolean {
  const text = (value: unknown): string =>
    JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? `${item}n` : item));
  return text(a) === text(b);
}

/** Digits, sign, point, exponent. */
function isOfNumber(byte: number): boolean {
  return (
    (byte >= 48 && byte <= 57) || byte === 43 || byte === 45 || byte === 46 || byte === 101 || byte === 69
  );
}

function isOfWord(byte: number): boolean {
  return (
    (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte === 95
  );
}
