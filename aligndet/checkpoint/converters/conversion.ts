/** @module What every converter takes and gives. */
import { CheckpointError } from '../../core/portable.js';
import { PyDict, type PyValue } from '../pickle/values.js';
import { looksLike } from './looks-like.js';
import { weightNames } from './weight-groups.js';
import { type LeftOut, withoutForeign } from './without-foreign.js';

/** A converted checkpoint, and the lines that mmdetection's tool of that name prints. */
export interface Conversion {
  readonly checkpoint: PyDict;
  readonly lines: readonly string[];
  /** Objects of foreign classes, which are not written back. */
  readonly leftOut?: readonly LeftOut[];
}

/** @throws {CheckpointError} when what was read is no dict. */
export function dictOf(value: PyValue, what: string): PyDict {
  if (value instanceof PyDict) return value;
  throw new CheckpointError(`${what} is no dict: the file is of another kind than this converter takes.`);
}

/** The checkpoint as a dict; a file that holds nothing but tensors, as safetensors do, becomes one with a `state_dict`. */
export function rootOf(checkpoint: PyValue): PyDict {
  if (!(checkpoint instanceof Map)) return dictOf(checkpoint, 'The checkpoint');
  return new PyDict([['state_dict', new PyDict([...checkpoint], 'OrderedDict')]]);
}

/**
 * The tensors under the first of `keys` that is there, by name; `undefined` is the root. A file that holds nothing but
 * tensors, as safetensors do, is taken as it is.
 *
 * @throws {CheckpointError} when there is none.
 */
export function namedTensors(
  checkpoint: PyValue,
  keys: readonly (string | undefined)[],
): [string, PyValue][] {
  if (checkpoint instanceof Map) return [...checkpoint];
  const root = dictOf(checkpoint, 'The checkpoint');
  const known = [...root.keys()].slice(0, 8).join(', ');
  const key = keys.find((candidate) => candidate === undefined || root.has(candidate));
  if (key === undefined && !keys.includes(undefined)) {
    throw new CheckpointError(
      `The checkpoint has no "${keys.join('" or "')}", but ${known || 'nothing'}: it looks like ${looksLike(weightNames(root))}.`,
    );
  }
  const weights = key === undefined ? root : dictOf(root.get(key), `"${key}"`);
  return [...weights].map(([name, tensor]) => [String(name), tensor]);
}

/** @throws {CheckpointError} when nothing was converted. */
export function assertConverted(state: PyDict, checkpoint: PyValue, layout: string): void {
  if (state.size > 0) return;
  throw new CheckpointError(
    `Nothing in the file has the layout of ${layout}: it looks like ${looksLike(weightNames(checkpoint))}. Nothing was written.`,
  );
}

/** A copy of a dict with one key replaced, which comes last, as in Python; nothing foreign is in it. */
export function withStateDict(checkpoint: PyDict, state: PyDict): Pick<Conversion, 'checkpoint' | 'leftOut'> {
  const others = [...checkpoint].filter(([key]) => key !== 'state_dict');
  const { value, leftOut } = withoutForeign(new PyDict([...others, ['state_dict', state]]));
  return { checkpoint: value as PyDict, leftOut };
}
