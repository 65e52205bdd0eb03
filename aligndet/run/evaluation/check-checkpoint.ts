/** @module Checks that a checkpoint and a dataset match before the evaluation. */
import { classNames, type LoadedCheckpoint } from '../../checkpoint/index.js';
import { CheckpointError, type Logger } from '../../core/index.js';
import { classDifference, firstNames, SHOWN } from '../class-difference.js';

/**
 * Rejects weights that leave layers of the detector randomly initialized.
 *
 * @throws {CheckpointError} unless `allowPartial`.
 */
export function checkCoverage(
  { report: { missing, mismatched } }: Pick<LoadedCheckpoint, 'report'>,
  file: string,
  allowPartial: boolean,
): void {
  const open = [...missing, ...mismatched.map(({ name }) => name)];
  if (open.length === 0 || allowPartial) return;
  const sizes = mismatched
    .slice(0, SHOWN)
    .map(
      ({ name, shapeInFile, shapeInModel }) =>
        `${name} is [${shapeInFile.join(', ')}] in the file and [${shapeInModel.join(', ')}] in the model`,
    );
  throw new CheckpointError(
    [
      `${file}: ${open.length} tensors of the detector are missing in the file, or have another shape, and would remain random: ${firstNames(open)}.`,
      ...sizes,
      'Metrics of random layers are meaningless. Give the config that the checkpoint was trained with, or train these layers first.',
      'To use it anyway: --allow-partial (allowPartial: true in a program).',
    ].join('\n'),
  );
}

/**
 * Compares the classes of the checkpoint with those of the dataset: labels are indices in these lists.
 *
 * @throws {CheckpointError} if a class has another index.
 */
export function checkClassNames(
  meta: LoadedCheckpoint['meta'],
  classes: readonly string[],
  file: string,
  logger: Logger,
): void {
  const trained = classNames(meta);
  if (trained === undefined) return;
  const difference = classDifference({ of: 'checkpoint', classes: trained }, { of: 'data.test', classes });
  if (difference === undefined) return;
  const { lists, moved } = difference;
  if (moved === undefined) {
    logger.warn(
      `${file} was trained with classes of other names than those of data.test. They are compared by index.\n${lists}`,
    );
    return;
  }
  throw new CheckpointError(
    `${file} was trained with "${moved.name}" as class ${moved.trained}, but it is class ${moved.evaluated} of data.test, so ` +
      `detections would be counted as those of another class.\n${lists}\n` +
      `Set the classes of data.test to those of the checkpoint: --cfg-options data.test.classes="[${trained.map((name) => `'${name}'`).join(',')}]"`,
  );
}
