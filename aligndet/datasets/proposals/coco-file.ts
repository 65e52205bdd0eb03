/**
 * @module The proposals as a COCO annotation file, in chunks: the text of a large set exceeds the maximum string
 * length.
 */
import { jsonText } from '../../core/index.js';
import type { ListedImage } from './image-list.js';
import type { ImageProposals } from './journal.js';
import type { ProposalOptions } from './options.js';

/** The single category, named as in `classes` of the published configs. */
export const PROPOSAL_CATEGORY = { id: 1, name: 'selective_search' } as const;

/** Lines per chunk. */
const PIECE = 10_000;

/** An image that could not be read. */
export interface SkippedImage {
  readonly fileName: string;
  readonly reason: string;
}

/** The `info` of the file, on the run that wrote it. */
export interface ProposalInfo {
  readonly options: ProposalOptions;
  readonly skipped: readonly SkippedImage[];
}

/** @param proposals one per image, in the same order. */
export function* proposalFile(
  images: readonly ListedImage[],
  proposals: readonly ImageProposals[],
  { options, skipped }: ProposalInfo,
): Generator<string> {
  const info = { description: 'Selective search proposals', options, ...(skipped.length > 0 && { skipped }) };
  yield `{"info":${JSON.stringify(info)},\n"images":[`;
  yield* joinedJson(images.length, (i) => {
    const { width, height } = proposals[i];
    return [{ id: images[i].id, file_name: images[i].fileName, width, height }];
  });
  yield '],\n"annotations":[';
  let id = 0;
  yield* joinedJson(images.length, (i) => {
    const { boxes } = proposals[i];
    return Array.from({ length: boxes.length / 4 }, (_, row) => {
      const [x1, y1, x2, y2] = boxes.subarray(row * 4, row * 4 + 4);
      const [width, height] = [x2 - x1, y2 - y1];
      return {
        id: ++id,
        image_id: images[i].id,
        category_id: PROPOSAL_CATEGORY.id,
        bbox: [x1, y1, width, height],
        area: width * height,
        iscrowd: 0,
      };
    });
  });
  yield `],\n"categories":[${JSON.stringify(PROPOSAL_CATEGORY)}]}\n`;
}

/** The JSON of all items, one per line, separated by commas. */
export function* joinedJson(count: number, itemsOf: (index: number) => readonly object[]): Generator<string> {
  let separator = '\n';
  let lines: string[] = [];
  for (let i = 0; i < count; i++) {
    for (const item of itemsOf(i)) lines.push(jsonText(item));
    const isLast = i === count - 1;
    if (lines.length < PIECE && !(isLast && lines.length > 0)) continue;
    yield separator + lines.join(',\n');
    separator = ',\n';
    lines = [];
  }
}
