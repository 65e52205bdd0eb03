/** @module Proposals for a set of images, written as a COCO file: the data of AlignDet's box-domain pre-training. */
import { availableParallelism } from 'node:os';
import {
  DataError,
  type Logger,
  type Progress,
  silentLogger,
  silentProgress,
  writeAtomically,
} from '../../core/index.js';
import { proposalFile } from './coco-file.js';
import { type ListedImage, listAnnotationFile, listFolder } from './image-list.js';
import { type ImageProposals, Journal } from './journal.js';
import type { ProposalOptions } from './options.js';
import { runTasks } from './run-tasks.js';
import type { ProposalSummary } from './summary.js';
import { writtenBefore } from './written-before.js';

export interface ProposalRun {
  /** Folder that file names are relative to. */
  readonly folder: string;
  /** COCO file that lists the images; all images of the folder when absent. */
  readonly annotationFile?: string;
  /** File to write. `<out>.partial` beside it holds the results of an unfinished run. */
  readonly out: string;
  /** Worker threads; 0 runs in this thread. One per core by default. The result does not depend on it. */
  readonly workers?: number;
  readonly options: ProposalOptions;
  /** What to do with an unreadable image: stop with an error, or leave it out of the file. */
  readonly onBadImage?: 'error' | 'skip';
  /** Ends the run after the images in progress; its reason is thrown. */
  readonly signal?: AbortSignal;
  readonly progress?: Progress;
  readonly logger?: Logger;
}

/**
 * Runs selective search on every image and writes the file at the end.
 *
 * A stopped run is resumed by calling again with the same `out` and options.
 *
 * @throws {DataError} when there is no image, an image cannot be read, or the file cannot be written.
 */
export async function generateProposals(run: ProposalRun): Promise<ProposalSummary> {
  const { folder, out, options, progress = silentProgress, logger = silentLogger } = run;
  const images = await imagesOf(run, logger);
  const journal = Journal.open(`${out}.partial`, options, logger);
  const { done } = journal;
  const missing = images.filter(({ fileName }) => !done.has(fileName));
  const resumed = images.length - missing.length;
  if (resumed > 0)
    logger.info(`${resumed} of ${images.length} images are done already; resuming with the others.`);

  const skipped = new Map<string, string>();
  const task = progress.start('Selective search', images.length, 'images');
  let finished = resumed;
  try {
    task.update(finished);
    await runTasks(
      missing.map(({ fileName }) => ({ folder, fileName, options })),
      run.workers ?? availableParallelism(),
      (outcome) => {
        if (!('dataError' in outcome)) {
          journal.append(outcome);
          done.set(outcome.fileName, outcome);
        } else if (run.onBadImage === 'skip') {
          skipped.set(outcome.fileName, outcome.dataError);
        } else {
          throw new DataError(
            `${outcome.dataError} Then run again: finished images are kept in ${journal.path}.`,
          );
        }
        task.update(++finished, outcome.fileName);
        run.signal?.throwIfAborted();
      },
    );
  } finally {
    task.finish();
    journal.close();
  }
  const read = images.filter(({ fileName }) => !skipped.has(fileName));
  const bad = images.flatMap(({ fileName }) => {
    const reason = skipped.get(fileName);
    return reason === undefined ? [] : [{ fileName, reason }];
  });
  if (read.length === 0) {
    journal.remove();
    throw new DataError(`None of the ${images.length} images can be read. The first error: ${bad[0].reason}`);
  }
  const proposals = read.map(({ fileName }) => done.get(fileName)!);
  writeAtomically(out, proposalFile(read, proposals, { options, skipped: bad }));
  journal.remove();
  return { resumed, skipped: bad, reused: false, ...summarize(proposals) };
}

/** The result, when an earlier run with the same options and images has written the file. */
export async function findProposals(run: ProposalRun): Promise<ProposalSummary | undefined> {
  return writtenBefore(run.out, await imagesOf(run), run.options);
}

async function imagesOf(run: ProposalRun, logger?: Logger): Promise<ListedImage[]> {
  const { folder, annotationFile, progress } = run;
  return annotationFile === undefined
    ? listFolder(folder, logger)
    : listAnnotationFile(annotationFile, progress);
}

function summarize(proposals: readonly ImageProposals[]) {
  return {
    images: proposals.length,
    boxes: proposals.reduce((sum, { boxes }) => sum + boxes.length / 4, 0),
    emptyImages: proposals.filter(({ boxes }) => boxes.length === 0).length,
  };
}
