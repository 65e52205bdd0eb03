/** @module Evaluates a result file against an annotation file, both in COCO's format. */
import { DataError, readJson } from '../../core/index.js';
import { type CocoFile, type IouType, trueInstances } from './annotations.js';
import { checkResults } from './check-results.js';
import { type CocoEvaluation, evaluateInstances } from './evaluation.js';
import { Scope } from './instances.js';
import { cocoProtocol, type Protocol } from './protocol.js';
import { instancesOfResults } from './results.js';

/**
 * @param protocol default: COCO's own.
 * @throws {DataError} if a file is not JSON or not in COCO's format.
 */
export async function evaluateCocoFiles(
  annotationFile: string,
  resultFile: string,
  iouType: IouType,
  protocol: Protocol = cocoProtocol(),
): Promise<CocoEvaluation> {
  const file = readJson(annotationFile, { what: 'Annotation file' });
  const results = readJson(resultFile, { what: 'Result file' });
  const { images, annotations, categories } = file as Partial<CocoFile>;
  if (!Array.isArray(images) || !Array.isArray(annotations) || !Array.isArray(categories)) {
    throw new DataError(
      `Annotation file ${annotationFile}: not in COCO's format. Expected the lists images, annotations and categories.`,
    );
  }
  if (!Array.isArray(results)) {
    throw new DataError(
      `Result file ${resultFile}: expected a list of results, but got an object. Is it the annotation file?`,
    );
  }
  checkResults(`Result file ${resultFile}`, results);
  const scope = new Scope(
    images.map(({ id }) => id),
    categories.map(({ id }) => id),
  );
  return evaluateInstances(
    trueInstances({ images, annotations, categories }, scope, iouType),
    instancesOfResults(results, images, scope, iouType),
    scope,
    protocol,
  );
}
