/** @module A model in the layout of a Hugging Face repository: `model.safetensors`, `config.json`, `README.md`. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { z } from 'zod';
import { CheckpointError } from '../../core/index.js';
import type { StateDict } from '../../nn/index.js';
import { writeFileAtomically } from '../atomic-file.js';
import { elementsOf, itemSize } from '../dtypes.js';
import { classNames } from '../loading/class-names.js';
import { withCheckpoint } from '../loading/read-checkpoint.js';
import { asRecord, stateEntries } from '../loading/state-entries.js';
import { tensorKind } from '../pickle/tensor-makers.js';
import { PyDict, PyTuple, type PyValue } from '../pickle/values.js';
import { plain } from '../plain.js';
import { writeSafetensors } from '../safetensors-file.js';
import { TorchTensor } from '../torch/tensor.js';
import { modelCardText } from './model-card.js';

const WEIGHTS = 'model.safetensors';
const CONFIG = 'config.json';
const CARD = 'README.md';

/** Max ratio of written bytes to file bytes for tensors that repeat values. */
const MAX_VIEWS = 16;
const HARMLESS_BYTES = 1 << 28;

export interface HubOptions {
  /** SPDX name of the license of the weights. */
  readonly license: string;
  readonly name?: string;
  readonly dataset?: string;
  readonly metrics?: Readonly<Record<string, number>>;
}

const configSchema = z.looseObject({
  /** Class names in label order. */
  classes: z.array(z.string()).default([]),
  /** The config as text, as in `meta.config` of a checkpoint. */
  config: z.string().optional(),
});

/** Weights of a checkpoint by name, without training state. @throws {CheckpointError} if it has none. */
export function weightsOf(value: PyValue, path: string): StateDict {
  const state: StateDict = new Map();
  let left = HARMLESS_BYTES + (existsSync(path) ? statSync(path).size : 0) * MAX_VIEWS;
  for (const [name, tensor] of stateEntries(value)?.entries ?? []) {
    const kind = tensorKind(tensor);
    if (kind !== undefined)
      throw new CheckpointError(`${path}: "${name}" is ${kind}, which safetensors cannot store.`);
    if (tensor instanceof TorchTensor) left -= tensor.size * itemSize(tensor.dtype);
    if (left < 0) {
      throw new CheckpointError(
        `${path}: the tensors up to "${name}" repeat the bytes of the file more than ${MAX_VIEWS} times. Save them without expand().`,
      );
    }
    const record = asRecord(tensor);
    if (record !== undefined) state.set(name, record);
  }
  if (state.size === 0) throw new CheckpointError(`${path}: contains no weights.`);
  return state;
}

/** Writes the three files to `folder`. @throws {CheckpointError} if the checkpoint cannot be read or written. */
export function writeHubRepository(checkpoint: string, folder: string, options: HubOptions): void {
  withCheckpoint(checkpoint, ({ value }) => {
    const weights = weightsOf(value, checkpoint);
    const meta =
      value instanceof PyDict ? (plain(value.get('meta')) as Record<string, unknown> | undefined) : undefined;
    const classes = classNames(meta) ?? [];
    const config = typeof meta?.config === 'string' ? meta.config : undefined;
    const name = options.name ?? basename(checkpoint, extname(checkpoint));
    const numParameters = [...weights.values()].reduce((sum, { shape }) => sum + elementsOf(shape), 0);
    const { license, dataset, metrics = {} } = options;
    writeSafetensors(join(folder, WEIGHTS), weights, { format: 'pt' });
    writeText(join(folder, CONFIG), configText(classes, config));
    const card = modelCardText({ name, license, classes, metrics, dataset, config, numParameters });
    writeText(join(folder, CARD), card);
  });
}

/**
 * Reads a checkpoint in mmcv's layout from such a folder, or from a single file of weights.
 *
 * @throws {CheckpointError} if the weights are missing or corrupt.
 */
export function readHubRepository(path: string): PyDict {
  const isFolder = existsSync(path) && statSync(path).isDirectory();
  const file = isFolder ? weightsFile(path) : path;
  const state = withCheckpoint(file, ({ value }) => weightsOf(value, file));
  const configFile = join(path, CONFIG);
  const { classes, config } =
    isFolder && existsSync(configFile) ? readConfig(configFile) : { classes: [], config: undefined };
  const meta = new PyDict([
    ...(classes.length > 0 ? [['CLASSES', new PyTuple(classes)] as const] : []),
    ...(config === undefined ? [] : [['config', config] as const]),
  ]);
  return new PyDict([
    ['meta', meta],
    ['state_dict', new PyDict(state, 'OrderedDict')],
  ]);
}

/** Weights of a repository, in one file or sharded, safetensors first. */
function weightsFile(folder: string): string {
  const names = [WEIGHTS, 'pytorch_model.bin'].flatMap((name) => [name, `${name}.index.json`]);
  const found = names.find((name) => existsSync(join(folder, name)));
  if (found !== undefined) return join(folder, found);
  throw new CheckpointError(`${folder}: contains no weights: expected one of ${names.join(', ')}.`);
}

function configText(classes: readonly string[], config: string | undefined): string {
  const labels = Object.fromEntries(classes.map((name, i) => [i, name]));
  return `${JSON.stringify({ model_type: 'aligndet', classes, id2label: labels, config }, null, 2)}\n`;
}

function readConfig(path: string): z.infer<typeof configSchema> {
  try {
    return configSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new CheckpointError(`${path}: is not a model config: ${(cause as Error).message}`, { cause });
  }
}

function writeText(path: string, content: string): void {
  writeFileAtomically(path, [new TextEncoder().encode(content)]);
}
