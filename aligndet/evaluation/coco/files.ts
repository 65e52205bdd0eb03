/** @module Evaluating a result file against an annotation file, both in COCO's format. */
import { readFile } from 'node:fs/promises';
import { DataError } from '../../core/index.js';
import { type CocoFile, type IouType, trueInstances } from './annotations.js';
import { type CocoEvaluation, evaluateInstances } from './evaluation.js';
import { Scope } from './instances.js';
import { cocoProtocol, type Protocol } from './protocol.js';
import { type CocoResult, instancesOfResults } from './results.js';

/**
 * @param protocol COCO's own when not given.
 * @throws {DataError} when a file is not JSON or not of COCO's format.
 */
export async function evaluateCocoFiles(
  annotationFile: string,
  resultFile: string,
  iouType: IouType,
  protocol: Protocol = cocoProtocol(),
): Promise<CocoEvaluation> {
  const [file, results] = await Promise.all([readJson(annotationFile), readJson(resultFile)]);
  const { images, annotations, categories } = file as Partial<CocoFile>;
  if (!Array.isArray(images) || !Array.isArray(annotations) || !Array.isArray(categories)) {
    throw new DataError(
      `${annotationFile} is not in COCO's format: it needs the lists images, annotations and categories.`,
    );
  }
  if (!Array.isArray(results)) throw new DataError(`${resultFile} is not a list of results.`);
  const scope = new Scope(
    images.map(({ id }) => id),
    categories.map(({ id }) => id),
  );
  return evaluateInstances(
    trueInstances(file as CocoFile, scope, iouType),
    instancesOfResults(results as CocoResult[], images, scope, iouType),
    scope,
    protocol,
  );
}

async function readJson(path: string): Promise<object> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new DataError(`${path} cannot be read: ${(cause as Error).message}.`, { cause });
  }
}
