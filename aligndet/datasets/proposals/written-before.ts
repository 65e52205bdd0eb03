/** @module Checks whether a proposal file of an earlier run equals the one that a run would write. */
import { isDeepStrictEqual } from 'node:util';
import { readCoco } from '../annotations/read-coco.js';
import type { ProposalInfo } from './coco-file.js';
import { fileInfo } from './file-info.js';
import type { ListedImage } from './image-list.js';
import type { ProposalOptions } from './options.js';
import type { ProposalSummary } from './summary.js';

/** The summary, when `path` contains proposals of these images with these options. */
export async function writtenBefore(
  path: string,
  images: readonly ListedImage[],
  options: ProposalOptions,
): Promise<ProposalSummary | undefined> {
  const info = (await fileInfo(path)) as ProposalInfo | undefined;
  if (!isDeepStrictEqual(info?.options, options)) return undefined;
  const { skipped = [] } = info ?? {};
  const bad = new Set(skipped.map(({ fileName }) => fileName));
  const listed = images.filter(({ fileName }) => !bad.has(fileName));
  const { imageIds, fileNames, starts } = readCoco(path);
  const written = fileNames.map((fileName, i) => ({ id: imageIds[i], fileName }));
  if (!isDeepStrictEqual(written, listed)) return undefined;
  return {
    images: written.length,
    boxes: starts[written.length],
    emptyImages: written.filter((_, i) => starts[i] === starts[i + 1]).length,
    resumed: 0,
    skipped,
    reused: true,
  };
}
