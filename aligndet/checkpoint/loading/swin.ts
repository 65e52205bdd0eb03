/**
 * @module Pre-trained weights of Swin backbones: names are converted, and relative position tables are resized to the
 * window of the model.
 */
import { CheckpointError, type Logger } from '../../core/index.js';
import type { Parameter, TensorRecord } from '../../nn/index.js';
import { resizePlanes } from '../converters/bicubic.js';
import { convertSwin } from '../converters/swin.js';
import type { PyValue } from '../pickle/values.js';
import { valuesOf } from '../values-of.js';
import { asRecord, type StateEntries, shapeOf, stateEntries, WEIGHT_KEYS } from './state-entries.js';

type Entries = Map<string, PyValue>;

export interface SwinTarget {
  namedState(): Iterable<[string, Parameter]>;
}

/**
 * Entries for mmdetection's SwinTransformer.
 *
 * @param convertsWeights whether the file has the official names; otherwise it must have those of a detector,
 * `backbone.*`.
 */
export function swinEntries(
  target: SwinTarget,
  value: PyValue,
  convertsWeights: boolean,
  logger: Logger,
): StateEntries {
  const found = weightsOf(value);
  const named = convertsWeights ? convertSwin(found) : found;
  const entries: Entries = new Map(below(named, 'backbone.'));
  const [first] = entries.keys();
  if (first === undefined) {
    throw new CheckpointError(
      'The file has no "backbone." weights, which a Swin backbone needs unless convert_weights=True.',
    );
  }
  const bare = first.startsWith('module.')
    ? new Map([...entries].map(([name, item]) => [name.slice(7), item]))
    : entries;
  fitToModel(bare, target, logger);
  return { entries: bare, versions: undefined };
}

/** Entries for AlignDet's own Swin (CBNet), which keeps the official names. */
export function officialSwinEntries(target: SwinTarget, value: PyValue, logger: Logger): StateEntries {
  let entries: Entries = new Map(weightsOf(value));
  const [first = ''] = entries.keys();
  if (first.startsWith('module.'))
    entries = new Map([...entries].map(([name, item]) => [name.slice(7), item]));
  const [smallest = ''] = [...entries.keys()].sort();
  if (smallest.startsWith('encoder')) {
    // MoBY: the online branch.
    const online = [...entries].filter(([name]) => name.startsWith('encoder.'));
    entries = new Map(online.map(([name, item]) => [name.replaceAll('encoder.', ''), item]));
  }
  fitToModel(entries, target, logger);
  return { entries, versions: undefined };
}

function weightsOf(value: PyValue): ReadonlyMap<string, PyValue> {
  const found = stateEntries(value, WEIGHT_KEYS);
  if (found === undefined) throw new CheckpointError('The file contains no weights.');
  return found.entries;
}

function below(entries: ReadonlyMap<string, PyValue>, prefix: string): [string, PyValue][] {
  return [...entries]
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value]);
}

/** Resizes position embeddings and tables to the shapes of the model, in place. */
function fitToModel(entries: Entries, target: SwinTarget, logger: Logger): void {
  const state = new Map(target.namedState());
  const embedding = asRecord(entries.get('absolute_pos_embed'));
  if (embedding !== undefined) fitEmbedding(entries, embedding, state.get('absolute_pos_embed'), logger);
  for (const [name, value] of entries) {
    if (!name.includes('relative_position_bias_table')) continue;
    const inModel = state.get(name);
    if (inModel === undefined) {
      throw new CheckpointError(
        `The model has no ${name}: the file is of another Swin, or its names have a prefix.`,
      );
    }
    const record = asRecord(value);
    if (record !== undefined) entries.set(name, fitTable(name, record, inModel.shape, logger));
  }
}

/** `[1, L, C]` to `[1, C, H, W]`. */
function fitEmbedding(
  entries: Entries,
  record: TensorRecord,
  inModel: Parameter | undefined,
  logger: Logger,
): void {
  const [images, length, channels] = record.shape;
  const [images2, channels2, height, width] = inModel?.shape ?? [];
  if (
    record.shape.length !== 3 ||
    images !== images2 ||
    channels !== channels2 ||
    length !== height * width
  ) {
    logger.warn('Error in loading absolute_pos_embed, pass');
    return;
  }
  const values = valuesOf(record);
  const moved = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const [position, channel] = [Math.floor(i / channels), i % channels];
    moved[channel * length + position] = values[i];
  }
  entries.set('absolute_pos_embed', {
    dtype: 'float32',
    shape: [images, channels, height, width],
    data: moved,
  });
}

/** `[L1, heads]` to `[L2, heads]`; L is a square. */
function fitTable(
  name: string,
  record: TensorRecord,
  shape: readonly number[],
  logger: Logger,
): TensorRecord {
  const [length, heads] = shapeOf(record) ?? [];
  const [length2, heads2] = shape;
  if (heads !== heads2) {
    logger.warn(`Error in loading ${name}, pass`);
    return record;
  }
  if (length === length2) return record;
  const [dim, size2] = [Math.floor(Math.sqrt(length)), Math.floor(Math.sqrt(length2))];
  const planes = transpose(valuesOf(record), length, heads);
  const resized = resizePlanes(planes, heads, dim, size2);
  return { dtype: 'float32', shape: [length2, heads], data: transpose(resized, heads, length2) };
}

function transpose(values: ArrayLike<number>, rows: number, columns: number): Float32Array {
  const moved = new Float32Array(rows * columns);
  for (let i = 0; i < moved.length; i++) moved[(i % columns) * rows + Math.floor(i / columns)] = values[i];
  return moved;
}
