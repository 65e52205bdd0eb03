/** @module The dicts of tensors in a checkpoint: at its root, or under the keys that training frameworks use. */

import { PyDict, type PyValue } from '../pickle/values.js';
import { isTensorRecord } from '../torch/storage-plan.js';
import { TorchTensor } from '../torch/tensor.js';

export type Entries = readonly (readonly [string, PyValue])[];

export interface WeightGroup {
  /** Key of the root; `undefined` for the root itself. */
  readonly key: string | undefined;
  readonly entries: Entries;
}

/** Keys in lookup order. Of a teacher and a student, the teacher is published. */
const FIRST = ['state_dict', 'model', 'model_state', 'teacher', 'student'];

export function weightGroups(value: PyValue): WeightGroup[] {
  if (value instanceof Map) return [{ key: undefined, entries: tensorsOf(value) }];
  if (!(value instanceof PyDict)) return [];
  const keys = [...value.keys()].filter((key): key is string => typeof key === 'string');
  const ordered = [...FIRST.filter((key) => value.has(key)), ...keys.filter((key) => !FIRST.includes(key))];
  const groups = ordered.flatMap((key): WeightGroup[] => {
    const below = value.get(key);
    return below instanceof PyDict ? [{ key, entries: tensorsOf(below) }] : [];
  });
  return [...groups, { key: undefined, entries: tensorsOf(value) }].filter(
    ({ entries }) => entries.length > 0,
  );
}

/** Names in all groups, for messages. */
export function weightNames(value: PyValue): string[] {
  return weightGroups(value).flatMap(({ entries }) => entries.map(([name]) => name));
}

function tensorsOf(dict: Iterable<[PyValue, PyValue]>): Entries {
  return [...dict].filter(
    (entry): entry is [string, PyValue] =>
      typeof entry[0] === 'string' && (entry[1] instanceof TorchTensor || isTensorRecord(entry[1])),
  );
}
