/** @module The error for missing proposals of a pre-training, with the command that generates them. */
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { DataError, shellWord } from '../../core/index.js';
import { CLUSTERED_SUFFIX } from '../proposals/clustered-path.js';

interface ProposalDataset {
  readonly ann_file?: unknown;
  readonly img_prefix?: unknown;
  readonly data_root?: unknown;
  readonly classes?: unknown;
}

/**
 * @param dataset config of the dataset of the views.
 * @throws {DataError} when its one annotation file does not exist.
 */
export function requireProposals(dataset: unknown): void {
  const { ann_file: file, img_prefix: prefix, data_root: root, classes } = dataset as ProposalDataset;
  if (typeof file !== 'string') return;
  const rooted = (path: string) => (typeof root === 'string' && !isAbsolute(path) ? join(root, path) : path);
  const path = rooted(file);
  if (existsSync(path)) return;
  const isClustered = path.endsWith(CLUSTERED_SUFFIX) && Array.isArray(classes);
  const out = isClustered ? `${path.slice(0, -CLUSTERED_SUFFIX.length)}.json` : path;
  const words = [
    '--images',
    typeof prefix === 'string' && prefix !== '' ? shellWord(rooted(prefix)) : 'FOLDER',
    '--out',
    shellWord(out),
    ...(isClustered ? ['--clusters', String(classes.length)] : []),
  ];
  throw new DataError(
    `ann_file: the proposals ${path} do not exist. To generate them, run: npx aligndet generate-proposals ${words.join(' ')}`,
  );
}
