/**
 * @module Reads `proposal_file`: a list of `[x1, y1, x2, y2]` rows per image, or an object with such lists by file
 * name.
 */
import { DataError, JsonFile, type Progress, shownJson } from '../../core/index.js';
import type { AnnotationSource } from './annotation-source.js';

/**
 * @returns `[K, 4]` xyxy for each image of `source`.
 * @throws {DataError} when the file does not match the images, or a row does not have four values.
 */
export function readProposals(
  path: string,
  { images, numListed }: AnnotationSource,
  progress?: Progress,
): Float32Array[] {
  if (!path.endsWith('.json')) {
    throw new DataError(
      `proposal_file ${path}: expected a .json file. Convert a .pkl file with Python's json.dump.`,
    );
  }
  const file = new JsonFile(path, { what: 'proposal_file', progress });
  try {
    if (file.kind === 'object') {
      const byName = new Map<string, Float32Array>();
      for (const key of file.keys()) byName.set(key, boxesOf(file, key, file.value()));
      return images.map(({ filename }) => {
        const boxes = byName.get(filename);
        if (boxes === undefined) throw file.error(`has no list for ${filename}. Add one; it may be empty.`);
        return boxes;
      });
    }
    const lists: Float32Array[] = [];
    for (const rows of file.elements()) {
      lists.push(boxesOf(file, images[lists.length]?.filename ?? `list ${lists.length}`, rows));
    }
    if (lists.length === images.length) return lists;
    throw file.error(
      `has ${lists.length} lists, but ${images.length} of ${numListed} images are kept. ` +
        'Use an object with one list per file name instead.',
    );
  } finally {
    file.close();
  }
}

function boxesOf(file: JsonFile, of: string, rows: unknown): Float32Array {
  if (!Array.isArray(rows))
    throw file.error(`has ${shownJson(rows)} for ${of}, but a list of [x1, y1, x2, y2] is expected.`);
  const boxes = new Float32Array(4 * rows.length);
  for (const [i, row] of rows.entries()) {
    const box: unknown = Array.isArray(row) ? row.slice(0, 4) : row;
    if (!Array.isArray(box) || box.length < 4 || !box.every(Number.isFinite)) {
      throw file.error(`has ${shownJson(row)} in row ${i} for ${of}, but [x1, y1, x2, y2] is expected.`);
    }
    boxes.set(box, 4 * i);
  }
  return boxes;
}
