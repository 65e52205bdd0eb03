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
  readonly progress?: Progress;
  readonly logger?: Logger;
}

export interface ProposalSummary {
  readonly images: number;
  readonly boxes: number;
  /** Images in which nothing was found; training drops them. */
  readonly emptyImages: number;
  /** Images whose proposals an earlier, unfinished run had made. */
  readonly resumed: number;
}

/**
 * Runs selective search over every image and writes the file once all are done.
 *
 * A run that was stopped is continued by calling again with the same `out` and options.
 *
 * @throws {DataError} when there is no image, one cannot be read (it is named), or the file cannot be written.
 */
export async function generateProposals(run: ProposalRun): Promise<ProposalSummary> {
  const { folder, annotationFile, out, options, progress = silentProgress, logger = silentLogger } = run;
  const images = await (annotationFile === undefined
    ? listFolder(folder, logger)
    : listAnnotationFile(annotationFile));
  const journal = Journal.open(`${out}.partial`, options, logger);
  const { done } = journal;
  const missing = images.filter(({ fileName }) => !done.has(fileName));
  const resumed = images.length - missing.length;
  if (resumed > 0)
    logger.info(`${resumed} of ${images.length} images are done already; going on with the others.`);

  const task = progress.start('Selective search', images.length, 'images');
  let finished = resumed;
  try {
    task.update(finished);
    await runTasks(
      missing.map(({ fileName }) => ({ folder, fileName, options })),
      run.workers ?? availableParallelism(),
      (outcome) => {
        if ('dataError' in outcome) {
          throw new DataError(
            `${outcome.dataError} Then run again: what is done is kept in ${journal.path}.`,
          );
        }
        journal.append(outcome);
        done.set(outcome.fileName, outcome);
        task.update(++finished, outcome.fileName);
      },
    );
  } finally {
    task.finish();
    journal.close();
  }
  const proposals = images.map(({ fileName }) => done.get(fileName)!);
  writeAtomically(out, proposalFile(images, proposals, options));
  journal.remove();
  return { resumed, ...summarize(images, proposals) };
}

function summarize(images: readonly ListedImage[], proposals: readonly ImageProposals[]) {
  return {
    images: images.length,
    boxes: proposals.reduce((sum, { boxes }) => sum + boxes.length / 4, 0),
    emptyImages: proposals.filter(({ boxes }) => boxes.length === 0).length,
  };
}
