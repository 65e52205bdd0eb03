/** @module The states that numpy's `__reduce__` writes; inverse of `NumpyArray.build`. */
import type { NumpyArray, NumpyDType } from './numpy.js';
import { PyTuple, type PyValue } from './values.js';

/** `(version, shape, dtype, is_fortran, bytes)`. */
export function arrayState(array: NumpyArray): [number, PyTuple, NumpyDType, boolean, PyValue] {
  const { dtype, shape, isFortran, data, items } = array;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const raw = items === undefined ? bytes : dtype.isText ? textBytes(items as string[], dtype) : [...items];
  return [1, new PyTuple(shape), dtype, isFortran, raw];
}

/** `(version, order, subdtype, names, fields, size, alignment, flags)`; values are written in native byte order. */
export function dtypeState(dtype: NumpyDType): PyTuple {
  const [version, , ...rest] = dtype.state?.items ?? [3, '<', null, null, null, -1, -1, 0];
  return new PyTuple([version, dtype.code === 'V' ? '|' : dtype.text[0], ...rest]);
}

function textBytes(items: readonly string[], { code, size }: NumpyDType): Uint8Array {
  const bytes = new Uint8Array(items.length * size);
  items.forEach((item, i) => {
    const points = Array.from(item, (point) => point.codePointAt(0) ?? 0);
    if (code.startsWith('S')) bytes.set(points, i * size);
    else bytes.set(new Uint8Array(Uint32Array.from(points).buffer), i * size);
  });
  return bytes;
}
