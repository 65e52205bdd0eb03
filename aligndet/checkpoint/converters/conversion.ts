/** @module Inputs and outputs shared by all converters. */
import { CheckpointError } from '../../core/portable.js';
import { PyDict, type PyValue } from '../pickle/values.js';
import { looksLike } from './looks-like.js';
import { weightNames } from './weight-groups.js';
import { type LeftOut, withoutForeign } from './without-foreign.js';

/** A converted checkpoint, and the lines that mmdetection's tool of the same name prints. */
export interface Conversion {
  readonly checkpoint: PyDict;
  readonly lines: readonly string[];
  /** Objects of foreign classes, which are not written. */
  readonly leftOut?: readonly LeftOut[];
}

/** @throws {CheckpointError} if `value` is not a dict. */
export function dictOf(value: PyValue, what: string): PyDict {
  if (value instanceof PyDict) return value;
  throw new CheckpointError(`${what} is not a dict: this converter does not support such a file.`);
}

/**
 * The checkpoint as a dict; a file that contains only tensors, such as safetensors, becomes a dict with a `state_dict`.
 */
export function rootOf(checkpoint: PyValue): PyDict {
  if (!(checkpoint instanceof Map)) return dictOf(checkpoint, 'The checkpoint');
  return new PyDict([['state_dict', new PyDict([...checkpoint], 'OrderedDict')]]);
}

/**
 * The tensors under the first of `keys` that exists, by name; `undefined` is the root. A file that contains only
 * tensors, such as safetensors, is used as is.
 *
 * @throws {CheckpointError} if there is none.
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
      `The checkpoint has no "${keys.join('" or "')}", but ${known || 'no keys'}: it looks like ${looksLike(weightNames(root))}.`,
    );
  }
  const weights = key === undefined ? root : dictOf(root.get(key), `"${key}"`);
  return [...weights].map(([name, tensor]) => [String(name), tensor]);
}

/** @throws {CheckpointError} if nothing was converted. */
export function assertConverted(state: PyDict, checkpoint: PyValue, layout: string): void {
  if (state.size > 0) return;
  throw new CheckpointError(
    `The file does not have the layout of ${layout}: it looks like ${looksLike(weightNames(checkpoint))}. Nothing was written.`,
  );
}

/** Copies a dict with one key replaced, which comes last, as in Python; foreign objects are removed. */
export function withStateDict(checkpoint: PyDict, state: PyDict): Pick<Conversion, 'checkpoint' | 'leftOut'> {
  const others = [...checkpoint].filter(([key]) => key !== 'state_dict');
  const { value, leftOut } = withoutForeign(new PyDict([...others, ['state_dict', state]]));
  return { checkpoint: value as PyDict, leftOut };
}
