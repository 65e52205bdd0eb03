/** @module Opcodes that push one value and read only the bytes that follow: numbers, text, empty containers. */
import { hexOf, latin1Bytes, latin1Of } from '../bytes.js';
import type { ByteCursor } from './byte-cursor.js';
import { corrupt } from './corrupt.js';
import { op } from './opcodes.js';
import { decodeText, rawUnicode, unquote } from './text.js';
import { PyByteArray, PyDict, PyFloat, PySet, PyTuple, type PyValue } from './values.js';

/** Encoding of Python 2's byte strings; `bytes` keeps them. */
export type StringEncoding = 'utf-8' | 'latin1' | 'bytes';

type Literal = (cursor: ByteCursor, encoding: StringEncoding) => PyValue;

/** Max bytes of an integer: torch and mmcv store at most eight, Python rejects strings of more than 4300 digits. */
const LONGEST_INTEGER = 4096;

export const LITERALS = new Map<number, Literal>([
  [op.NONE, () => null],
  [op.NEWTRUE, () => true],
  [op.NEWFALSE, () => false],
  [op.BININT, (cursor) => cursor.int32()],
  [op.BININT1, (cursor) => cursor.byte()],
  [op.BININT2, (cursor) => cursor.uint16()],
  [op.LONG1, (cursor) => long(cursor, cursor.byte())],
  [op.LONG4, (cursor) => long(cursor, cursor.int32())],
  [op.INT, (cursor) => textIntegerOrBoolean(latin(cursor.line()))],
  [op.LONG, (cursor) => textInteger(latin(cursor.line()).replace(/L$/, ''))],
  [op.FLOAT, (cursor) => new PyFloat(textFloat(latin(cursor.line())))],
  [op.BINFLOAT, (cursor) => new PyFloat(cursor.bigFloat64())],
  [op.SHORT_BINUNICODE, (cursor) => decodeText(cursor.take(cursor.byte()))],
  [op.BINUNICODE, (cursor) => decodeText(cursor.take(cursor.uint32()))],
  [op.BINUNICODE8, (cursor) => decodeText(cursor.take(cursor.uint64()))],
  [op.UNICODE, (cursor) => rawUnicode(cursor.line())],
  [op.STRING, (cursor, encoding) => decodeString(latin1Bytes(unquote(latin(cursor.line()))), encoding)],
  [op.BINSTRING, (cursor, encoding) => decodeString(cursor.take(cursor.int32()), encoding)],
  [op.SHORT_BINSTRING, (cursor, encoding) => decodeString(cursor.take(cursor.byte()), encoding)],
  [op.SHORT_BINBYTES, (cursor) => new Uint8Array(cursor.take(cursor.byte()))],
  [op.BINBYTES, (cursor) => new Uint8Array(cursor.take(cursor.uint32()))],
  [op.BINBYTES8, (cursor) => new Uint8Array(cursor.take(cursor.uint64()))],
  [op.BYTEARRAY8, (cursor) => PyByteArray.copyOf(cursor.take(cursor.uint64()))],
  [op.EMPTY_LIST, () => []],
  [op.EMPTY_TUPLE, () => new PyTuple([])],
  [op.EMPTY_DICT, () => new PyDict()],
  [op.EMPTY_SET, () => new PySet()],
]);

/** Decimal digits of an opcode that refers to the memo. */
export function memoIndex(line: Uint8Array): number {
  const index = Number(textInteger(latin(line)));
  if (index < 0 || index >= 2 ** 32) throw corrupt('it uses a memo index above 32 bits');
  return index;
}

export const latin = latin1Of;

function long(cursor: ByteCursor, length: number): number | bigint {
  if (length < 0 || length > LONGEST_INTEGER) throw corrupt(`an integer has ${length} bytes`);
  if (length === 0) return 0;
  const unsigned = BigInt(`0x${hexOf(cursor.take(length).slice().reverse())}`);
  return narrowed(BigInt.asIntN(length * 8, unsigned));
}

/** Integers that fit are JavaScript numbers. */
function narrowed(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** Protocol 0 writes booleans as the integers `00` and `01`. */
function textIntegerOrBoolean(text: string): number | bigint | boolean {
  return text === '00' || text === '01' ? text === '01' : textInteger(text);
}

function textInteger(text: string): number | bigint {
  if (text.length > LONGEST_INTEGER || !/^[+-]?\d+$/.test(text)) throw corrupt('an integer has no digits');
  return narrowed(BigInt(text.replace('+', '')));
}

function textFloat(text: string): number {
  if (/^[+-]?inf$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  if (/^[+-]?nan$/.test(text)) return Number.NaN;
  if (!/^[+-]?[\d.]+(e[+-]?\d+)?$/.test(text)) throw corrupt('a float has no digits');
  return Number(text);
}

function decodeString(bytes: Uint8Array, encoding: StringEncoding): PyValue {
  if (encoding === 'bytes') return new Uint8Array(bytes);
  return encoding === 'latin1' ? latin(bytes) : decodeText(bytes);
}
