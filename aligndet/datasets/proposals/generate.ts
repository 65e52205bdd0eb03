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
  /** Folder that the file names are below. */
  readonly folder: string;
  /** COCO file that lists the images; without one, all images of the folder. */
  readonly annotationFile?: string;
  /** File to write. Beside it, `<out>.partial` holds what an unfinished run has done. */
  readonly out: string;
  /** Worker threads; 0 works in this one. As many as cores by default. The result does not depend on it. */
  readonly workers?: number;
  readonly options: ProposalOptions;
  /** What becomes of an image that cannot be read: it ends the run, or the file goes without it. */
  readonly onBadImage?: 'error' | 'skip';
  /** Ends the run after the images under way; its reason is thrown. */
  readonly signal?: AbortSignal;
  readonly progress?: Progress;
  readonly logger?: Logger;
}

/**
 * Runs selective search over every image and writes the file once all are done.
 *
 * A run that was stopped is continued by calling again with the same `out` and options.
 *
 * @throws {DataError} when there is no image, one cannot be read (it is named), or the file cannot be written.
 */
export async function generateProposals(run: ProposalRun): Promise<ProposalSummary> {
  const { folder, out, options, progress = silentProgress, logger = silentLogger } = run;
  const images = await imagesOf(run, logger);
  const journal = Journal.open(`${out}.partial`, options, logger);
  const { done } = journal;
  const missing = images.filter(({ fileName }) => !done.has(fileName));
  const resumed = images.length - missing.length;
  if (resumed > 0)
    logger.info(`${resumed} of ${images.length} images are done already; going on with the others.`);

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
            `${outcome.dataError} Then run again: what is done is kept in ${journal.path}.`,
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
    throw new DataError(`None of the ${images.length} images can be read. The first: ${bad[0].reason}`);
  }
  const proposals = read.map(({ fileName }) => done.get(fileName)!);
  writeAtomically(out, proposalFile(read, proposals, { options, skipped: bad }));
  journal.remove();
  return { resumed, skipped: bad, reused: false, ...summarize(proposals) };
}

/** What the run would find, when an earlier one with the same options and images has written its file. */
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
