/** @module mmdetection's publish_model: a checkpoint without its optimizer, with its hash in the file name. */
import { createHash } from 'node:crypto';
import { writeFileAtomically } from '../atomic-file.js';
import { PyDict, type PyValue } from '../pickle/values.js';
import { piecesOf } from '../pieces.js';
import { legacyFileChunks } from '../torch/legacy-file-chunks.js';
import { rootOf } from './conversion.js';
import { type LeftOut, withoutForeign } from './without-foreign.js';

/** The checkpoint without training state (optimizer). */
export function withoutOptimizer(checkpoint: PyValue): PyDict {
  return new PyDict([...rootOf(checkpoint)].filter(([key]) => key !== 'optimizer'));
}

export interface PublishedModel {
  readonly path: string;
  readonly leftOut: readonly LeftOut[];
}

/**
 * Writes the legacy format, as the published tool does, so that every PyTorch version can read it.
 *
 * @param path to which a dash and eight digits of the SHA-256 are appended: `model.pth` becomes `model-0676ba61.pth`.
 * @returns the path that was written, and the objects of foreign classes that were left out.
 */
export function publishModel(checkpoint: PyValue, path: string): PublishedModel {
  const { value: published, leftOut } = withoutForeign(withoutOptimizer(checkpoint));
  const hash = createHash('sha256');
  for (const part of legacyFileChunks(published)) for (const piece of piecesOf(part)) hash.update(piece);
  const target = `${path.replace(/\.pth$/, '')}-${hash.digest('hex').slice(0, 8)}.pth`;
  writeFileAtomically(target, legacyFileChunks(published));
  return { path: target, leftOut };
}
