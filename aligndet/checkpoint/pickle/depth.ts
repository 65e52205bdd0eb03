/** @module Max nesting depth, so that every traversal of a pickled value may recurse. */
import { TorchTensor } from '../torch/tensor.js';
import { corrupt } from './corrupt.js';
import { NumpyArray, NumpyDType, NumpyScalar } from './numpy.js';
import { PyDict, PyObject, PySet, PyTuple, type PyValue } from './values.js';

/** Python's own pickler stops at a few hundred levels. */
const DEEPEST = 1000;

/** The direct children of a value. */
export function childrenOf(value: PyValue): readonly PyValue[] {
  if (Array.isArray(value)) return value;
  if (value instanceof PyTuple || value instanceof PySet) return value.items;
  if (value instanceof PyDict) return [...[...value].flat(), value.attributes, value.factory];
  // The arguments as one child: many instances may share them.
  if (value instanceof PyObject)
    return [value.args, value.state, value.entries, value.items, value.base?.value];
  if (value instanceof TorchTensor) return [value.wrapper?.type, value.wrapper?.state];
  if (value instanceof NumpyArray) return [value.items, value.dtype];
  if (value instanceof NumpyScalar) return [value.dtype];
  if (value instanceof NumpyDType) return [value.state];
  return [];
}

/**
 * Accepts values nested at most {@link DEEPEST} levels. Shared objects are visited once, and cycles end the traversal,
 * so it is linear in the pickle.
 */
export function assertShallow(root: PyValue): void {
  const heights = new Map<PyValue, number>();
  const path: { value: PyValue; children: readonly PyValue[]; next: number; height: number }[] = [];
  const enter = (value: PyValue) => {
    const children = childrenOf(value);
    if (children.length === 0) return;
    heights.set(value, 0);
    path.push({ value, children, next: 0, height: 0 });
  };
  enter(root);
  while (path.length > 0) {
    const here = path[path.length - 1];
    if (path.length > DEEPEST || here.height > DEEPEST) {
      throw corrupt(`it is nested more than ${DEEPEST} levels deep`);
    }
    if (here.next < here.children.length) {
      const child = here.children[here.next];
      here.next += 1;
      if (typeof child !== 'object' || child === null) continue;
      const known = heights.get(child);
      if (known === undefined) enter(child);
      else here.height = Math.max(here.height, known + 1);
      continue;
    }
    path.pop();
    heights.set(here.value, here.height);
    const parent = path.at(-1);
    if (parent !== undefined) parent.height = Math.max(parent.height, here.height + 1);
  }
}
