/**
 * @module Identity of keys in a Python dict. It is computed once per key, and does not let a file choose keys that fall
 * into one bucket of a `Map`.
 */
import { latin1Of } from '../bytes.js';
import { PyFloat, PyTuple, type PyValue } from './atoms.js';
import { corrupt } from './corrupt.js';
import { randomSalt } from './salt.js';

/** Max length of a tuple, written out: nested tuples can expand exponentially. */
const LONGEST_TUPLE = 4096;

/** JavaScript hashes integers in a known way; with a salt, collisions differ in every process. */
const SALT = randomSalt();

/** Prefix of everything that is not a string, so that strings are used as is; a file cannot know it. */
const MARK = `\0${latin1Of(crypto.getRandomValues(new Uint8Array(16)))}`;

/** Max bits of an integer: writing out a larger one takes long, and a file may use it repeatedly. */
const LARGEST_INTEGER = 1024;

/** Dicts and sets cannot be keys. */
interface MaybeHashable {
  readonly isHashable: boolean;
}

/** Of tuples and bytes. */
const known = new WeakMap<object, unknown>();

/**
 * A value that is equal exactly if two keys are equal in Python (`1 == 1.0 == True`).
 *
 * @throws {CheckpointError} for a list, dict or set, which cannot be keys.
 */
export function identityOf(key: PyValue): unknown {
  if (typeof key === 'string') return key;
  if (typeof key === 'number' || typeof key === 'boolean') return numberIdentity(Number(key));
  if (typeof key === 'bigint') return integerIdentity(key);
  if (typeof key !== 'object' || key === null) return key;
  if (key instanceof PyFloat) return numberIdentity(key.value);
  const before = known.get(key);
  if (before !== undefined) return before;
  const identity = objectIdentity(key);
  known.set(key, identity);
  return identity;
}

/** 32-bit integers differ from all other keys by their JavaScript type. */
function numberIdentity(value: number): unknown {
  if ((value | 0) === value) return value ^ SALT;
  return Number.isInteger(value) ? integerIdentity(BigInt(value)) : `${MARK}f${value}`;
}

function integerIdentity(value: bigint): string {
  if (BigInt.asIntN(LARGEST_INTEGER, value) !== value)
    throw corrupt(`it uses an integer of more than ${LARGEST_INTEGER} bits as a key`);
  return `${MARK}i${value.toString(16)}`;
}

function objectIdentity(key: object): unknown {
  if (key instanceof PyTuple) return `${MARK}t${describe(key, { left: LONGEST_TUPLE })}`;
  if (key instanceof Uint8Array) return `${MARK}b${latin1Of(key)}`;
  if (Array.isArray(key) || (key as Partial<MaybeHashable>).isHashable === false)
    throw corrupt('it uses a list, dict or set as a key');
  return key;
}

function describe(key: PyValue, budget: { left: number }): string {
  const spend = (length: number) => {
    budget.left -= length;
    if (budget.left < 0) throw corrupt(`a key has more than ${LONGEST_TUPLE} characters`);
  };
  spend(1);
  if (key instanceof PyTuple) return `t(${key.items.map((item) => describe(item, budget)).join(',')})`;
  if (typeof key === 'string') {
    spend(key.length);
    return JSON.stringify(key);
  }
  const identity = identityOf(key);
  if (typeof identity === 'string') spend(identity.length);
  return typeof identity === 'object' && identity !== null ? `o${serial(identity)}` : `#${identity}`;
}

const serials = new WeakMap<object, number>();
let lastSerial = 0;

function serial(value: object): number {
  const before = serials.get(value);
  if (before !== undefined) return before;
  lastSerial += 1;
  serials.set(value, lastSerial);
  return lastSerial;
}
