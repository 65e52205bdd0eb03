/** @module Shows that every tensor of a checkpoint was read. */
import { asRecord, type PyValue, tensorsBelow, valuesOf } from '../../../aligndet/checkpoint/index.js';

export function sumOfFirstValues(value: PyValue): number {
  const records = [...tensorsBelow(value)].map(([, tensor]) => asRecord(tensor));
  return records.reduce((sum, record) => sum + (record === undefined ? 0 : Number(valuesOf(record)[0])), 0);
}
