/** @module Whether `data.val` is of the classes that the detector is trained on. */
import { DataError, type Logger } from '../../core/index.js';
import { movedClass } from '../../datasets/index.js';
import type { Module } from '../../nn/index.js';
import { checkNumClasses } from '../../runner/index.js';

/** Names that a message lists. */
const SHOWN = 8;

export interface ClassLists {
  readonly trained: readonly string[];
  readonly evaluated: readonly string[];
}

/**
 * @throws {ConfigError} when a head tells apart more or fewer classes than there are.
 * @throws {DataError} when a class has another label in `data.val` than in `data.train`.
 */
export function checkEvaluatedClasses(
  model: Module,
  { trained, evaluated }: ClassLists,
  logger: Pick<Logger, 'warn'>,
): void {
  checkNumClasses(model, evaluated, 'data.val');
  if (trained.join('\n') === evaluated.join('\n')) return;
  const lists = `data.train: ${listed(trained)}\ndata.val:   ${listed(evaluated)}`;
  const moved = movedClass(trained, evaluated);
  if (moved !== undefined) {
    throw new DataError(
      `data.val: "${moved}" is class ${evaluated.indexOf(moved)} there, but class ${trained.indexOf(moved)} of data.train, so ` +
        `detections would be counted as those of another class.\n${lists}\nGive both the same list of classes.`,
    );
  }
  logger.warn(
    `data.val has classes of other names than data.train. They are compared by position.\n${lists}`,
  );
}

function listed(names: readonly string[]): string {
  const rest = names.length - SHOWN;
  return `${names.slice(0, SHOWN).join(', ')}${rest > 0 ? `, and ${rest} more` : ''}`;
}
