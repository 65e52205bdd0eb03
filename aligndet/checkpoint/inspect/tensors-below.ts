/** @module Every tensor of a checkpoint by name. */
import type { PyValue } from '../pickle/values.js';
import { namesOf, type TensorValue, tensorsAt } from './tensor-paths.js';

/** In file order. Names have dots; if two would be equal, they are written as subscripts. */
export function* tensorsBelow(value: PyValue): Generator<[string, TensorValue]> {
  const found = [...tensorsAt(value)];
  const names = namesOf(found.map(([path]) => path));
  for (const [path, tensor] of found) yield [names.get(path) as string, tensor];
}
