/** @module Files as `numpy.save` writes them. */

/** @param header what is said of the array; that of C-ordered float32 when absent. */
export function npyOf(
  values: Float32Array | Float64Array,
  shape: readonly number[],
  header?: string,
): Buffer {
  const type = values instanceof Float32Array ? '<f4' : '<f8';
  const dims = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const text = header ?? `{'descr': '${type}', 'fortran_order': False, 'shape': (${dims}), }`;
  const padded = `${text}${' '.repeat(63 - ((10 + text.length) % 64))}\n`;
  const length = Buffer.alloc(2);
  length.writeUInt16LE(padded.length);
  const data = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    length,
    Buffer.from(padded, 'latin1'),
    data,
  ]);
}
