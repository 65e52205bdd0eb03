/** @module Checks that `data.val` has the classes that the detector is trained on. */
import { DataError, type Logger } from '../../core/index.js';
import type { Module } from '../../nn/index.js';
import { checkNumClasses } from '../../runner/index.js';
import { classDifference } from '../class-difference.js';

export interface ClassLists {
  readonly trained: readonly string[];
  readonly evaluated: readonly string[];
}

/**
 * @throws {ConfigError} if `num_classes` of a head differs from the number of classes.
 * @throws {DataError} if a class has another label in `data.val` than in `data.train`.
 */
export function checkEvaluatedClasses(
  model: Module,
  { trained, evaluated }: ClassLists,
  logger: Pick<Logger, 'warn'>,
): void {
  checkNumClasses(model, evaluated, 'data.val');
  const difference = classDifference(
    { of: 'data.train', classes: trained },
    { of: 'data.val', classes: evaluated },
  );
  if (difference === undefined) return;
  const { lists, moved } = difference;
  if (moved !== undefined) {
    throw new DataError(
      `data.val: "${moved.name}" is class ${moved.evaluated} there, but class ${moved.trained} of data.train, so ` +
        `detections would be counted as those of another class.\n${lists}\nSet both to the same list of classes.`,
    );
  }
  logger.warn(`data.val has classes of other names than data.train. They are compared by index.\n${lists}`);
}
