/** @module What every converter takes and gives. */
import { CheckpointError } from '../../core/index.js';
import { PyDict, type PyValue } from '../pickle/values.js';

/** A converted checkpoint, and the lines that mmdetection's tool of that name prints. */
export interface Conversion {
  readonly checkpoint: PyDict;
  readonly lines: readonly string[];
}

/** @throws {CheckpointError} when what was read is no dict. */
export function dictOf(value: PyValue, what: string): PyDict {
  if (value instanceof PyDict) return value;
  throw new CheckpointError(`${what} is no dict: the file is of another kind than this converter takes.`);
}

/**
 * The dict under `key`, by name.
 *
 * @throws {CheckpointError} when there is none.
 */
export function namedTensors(checkpoint: PyValue, key: string): [string, PyValue][] {
  const root = dictOf(checkpoint, 'The checkpoint');
  const known = [...root.keys()].slice(0, 8).join(', ');
  if (!root.has(key)) throw new CheckpointError(`The checkpoint has no "${key}", but ${known || 'nothing'}.`);
  return [...dictOf(root.get(key), `"${key}"`)].map(([name, tensor]) => [String(name), tensor]);
}

/** A copy of a dict with one key replaced; a key that is there keeps the others' order and comes last, as in Python. */
export function withStateDict(checkpoint: PyDict, state: PyDict): PyDict {
  const others = [...checkpoint].filter(([key]) => key !== 'state_dict');
  return new PyDict([...others, ['state_dict', state]]);
}
