/** @module Starts a model from the weights of a checkpoint: `load_from`, and the checkpoint of `tools/test.ts`. */
import { numbersOf } from '../checkpoint/index.js';
import { CheckpointError, type Logger } from '../core/index.js';
import type { Module, Parameter, TensorRecord } from '../nn/index.js';
import { type Checkpoint, readCheckpoint } from '../runner/index.js';

/** Share of the model's tensors that a checkpoint has to hold. */
const LEAST_SHARE = 0.5;

/**
 * Takes over every tensor whose name and shape match, and reports the rest.
 *
 * @throws {CheckpointError} when under half of the model's tensors match.
 */
export function loadWeights(model: Module, file: string, logger: Logger): Checkpoint {
  const checkpoint = readCheckpoint(file);
  const state = new Map(
    [...checkpoint.stateDict].map(([name, record]) => [name.replace(/^module\./, ''), record] as const),
  );
  const wanted = new Map(model.namedState());
  const matched: [Parameter, TensorRecord][] = [];
  const missing: string[] = [];
  const mismatched: string[] = [];
  for (const [name, parameter] of wanted) {
    const record = state.get(name);
    if (record === undefined) missing.push(name);
    else if (record.shape.join() === parameter.shape.join()) matched.push([parameter, record]);
    else
      mismatched.push(
        `${name}: [${record.shape.join(', ')}] in the file, [${parameter.shape.join(', ')}] in the model`,
      );
  }
  const unexpected = [...state.keys()].filter((name) => !wanted.has(name));
  if (matched.length < wanted.size * LEAST_SHARE) {
    const hint = unexpected.some((name) => /^(online|target)_backbone\./.test(name))
      ? ' It is a pre-training checkpoint: run tools/model_converters/extract_detector_weights.ts on it first.'
      : '';
    throw new CheckpointError(
      `${file}: only ${matched.length} of the model's ${wanted.size} tensors are in it; it belongs to another model.${hint}`,
    );
  }
  for (const [parameter, record] of matched) parameter.assign(numbersOf(record));
  logger.info(
    `Loaded ${matched.length} of ${wanted.size} tensors from ${file}` +
      describe('missing', missing) +
      describe('unexpected', unexpected) +
      describe('of another size', mismatched),
  );
  return checkpoint;
}

function describe(what: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const shown = names.slice(0, 8).join(', ');
  return `\n${what}: ${shown}${names.length > 8 ? `, and ${names.length - 8} more` : ''}`;
}
