/**
 * @module Saves and restores a run: weights, optimizer, position in the schedule, random state. The container is
 * mmcv's, `{ meta, state_dict, optimizer }`; values without a key in mmcv are in `meta.aligndet`.
 */
import { existsSync } from 'node:fs';
import { copyFile, rename, rm, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  PyDict,
  PyFloat,
  PyTuple,
  type PyValue,
  plain,
  readTorchFile,
  TorchTensor,
  valuesOf,
  writeTorchFile,
} from '../checkpoint/index.js';
import { CheckpointError, type RandomState } from '../core/index.js';
import type { StateDict, TensorRecord } from '../nn/index.js';
import type { GroupOptions, OptimizerState } from '../optim/index.js';
import { overruledOptions } from './overruled-options.js';
import type { Runner } from './runner.js';

/** A module of the model that draws random numbers, such as the samplers of a detector. */
export interface DrawsRandomNumbers {
  random: { readonly state: RandomState; restore(state: RandomState): void };
}

interface OwnState {
  /** Finished iterations of the epoch. */
  inner_iter: number;
  random?: RandomState;
  hooks: Record<string, unknown>;
}

export interface SaveOptions {
  readonly includesOptimizer: boolean;
  /** Position of the loop: counters are incremented after the hooks of an iteration, and after those of an epoch. */
  readonly moment: 'after-iter' | 'after-epoch' | 'between-iters';
}

/** Writes a checkpoint atomically: an earlier file of that name is kept until the new one is complete. */
export async function saveRun(runner: Runner, file: string, options: SaveOptions): Promise<void> {
  const state = stateDictOf(runner);
  const isAfterIter = options.moment === 'after-iter';
  const isAfterEpoch = options.moment === 'after-epoch';
  const own: OwnState = {
    inner_iter: isAfterEpoch ? 0 : runner.innerIter + (isAfterIter ? 1 : 0),
    ...(drawsRandomNumbers(runner.model) && { random: runner.model.random.state }),
    hooks: Object.fromEntries(runner.hooks.flatMap((hook) => (hook.save ? [[hook.name, hook.save()]] : []))),
  };
  const meta = {
    ...runner.meta,
    epoch: runner.epoch + (isAfterEpoch ? 1 : 0),
    iter: runner.iter + (isAfterIter ? 1 : 0),
    time: new Date().toString(),
    aligndet: own,
  };
  const optimizer = options.includesOptimizer && { optimizer: optimizerDict(runner.optimizer.save()) };
  try {
    writeTorchFile(file, { meta, state_dict: state, ...optimizer });
  } catch (cause) {
    if (!(cause instanceof CheckpointError) || !existsSync(latestLink(file))) throw cause;
    throw new CheckpointError(
      `${cause.message} To resume from ${latestLink(file)}, start the run again with --auto-resume.`,
      { cause },
    );
  }
  runner.saved?.(file, meta);
}

function latestLink(file: string): string {
  return join(dirname(file), 'latest.pth');
}

/** Points `latest.pth` beside `file` at it; a copy where links are not supported. */
export async function linkLatest(file: string): Promise<void> {
  const link = latestLink(file);
  const fresh = `${link}.new`;
  await rm(fresh, { force: true });
  try {
    await symlink(basename(file), fresh);
  } catch {
    await copyFile(file, fresh);
  }
  await rename(fresh, link);
}

/**
 * Restores weights, optimizer, counters and random state from a checkpoint.
 *
 * @returns the metadata of the checkpoint.
 * @throws {CheckpointError} if it cannot be read, has no position to resume from, or belongs to another model.
 */
export function resumeRun(runner: Runner, file: string): Checkpoint['meta'] {
  const checkpoint = readCheckpoint(file);
  const { epoch, iter } = checkpoint.meta;
  if (typeof epoch !== 'number' || typeof iter !== 'number') {
    throw new CheckpointError(
      `${file}: has no epoch and iteration to resume from. To start from its weights only, use load_from.`,
    );
  }
  assignAll(runner, checkpoint.stateDict, file);
  if (checkpoint.optimizer !== undefined) {
    for (const overruled of overruledOptions(runner.optimizer, checkpoint.optimizer)) {
      runner.logger.warn(
        `${overruled}: the optimizer state of ${file} takes precedence. To train with the options of the config, start from ` +
          'its weights only: load_from.',
      );
    }
    runner.optimizer.restore(checkpoint.optimizer);
  }
  const own = checkpoint.meta.aligndet as OwnState | undefined;
  runner.epoch = epoch;
  runner.iter = iter;
  runner.innerIter = own?.inner_iter ?? 0;
  if (own?.random !== undefined && drawsRandomNumbers(runner.model)) {
    runner.model.random.restore(own.random);
  }
  for (const hook of runner.hooks) hook.restore?.(own?.hooks[hook.name]);
  if (checkpoint.meta.hook_msgs !== undefined) runner.meta.hook_msgs = checkpoint.meta.hook_msgs;
  runner.logger.info(`resumed epoch ${epoch}, iter ${iter} from ${file}`);
  return checkpoint.meta;
}

export interface Checkpoint {
  readonly meta: Record<string, unknown>;
  readonly stateDict: StateDict;
  readonly optimizer?: OptimizerState;
}

/** A checkpoint in mmcv's container, or a plain state dict. @throws {CheckpointError} for any other file. */
export function readCheckpoint(file: string): Checkpoint {
  if (!existsSync(file)) {
    throw new CheckpointError(
      `${file}: no such checkpoint. Check the path, or list the work dir of the run.`,
    );
  }
  const { value } = readTorchFile(file);
  if (!(value instanceof PyDict)) throw new CheckpointError(`${file}: expected a dict with weights.`);
  const weights = value.has('state_dict') ? value.get('state_dict') : value;
  const meta = value.has('meta') ? (plain(value.get('meta')) as Record<string, unknown>) : {};
  const optimizer = value.get('optimizer');
  return {
    meta,
    stateDict: stateDictFrom(weights, file),
    ...(optimizer instanceof PyDict && { optimizer: optimizerFrom(optimizer) }),
  };
}

function stateDictOf(runner: Runner): PyDict {
  return new PyDict(runner.model.stateDict(), 'OrderedDict');
}

function stateDictFrom(weights: PyValue, file: string): StateDict {
  if (!(weights instanceof PyDict)) throw new CheckpointError(`${file}: state_dict is not a dict.`);
  const state: StateDict = new Map();
  for (const [name, tensor] of weights) {
    if (typeof name === 'string' && tensor instanceof TorchTensor) state.set(name, tensor.toRecord());
  }
  if (state.size === 0) throw new CheckpointError(`${file}: contains no weights.`);
  return state;
}

/** Checks that names and shapes equal those of the model exactly. */
function assignAll({ model }: Runner, state: StateDict, file: string): void {
  const expected = new Map(model.namedState());
  const problems: string[] = [];
  for (const [name, parameter] of expected) {
    const record = state.get(name);
    if (record === undefined) problems.push(`${name} is missing`);
    else if (record.shape.join() !== parameter.shape.join()) {
      problems.push(
        `${name} is [${record.shape.join(', ')}], the model's is [${parameter.shape.join(', ')}]`,
      );
    }
  }
  for (const name of state.keys()) if (!expected.has(name)) problems.push(`${name} is not in the model`);
  if (problems.length > 0) {
    const shown = problems.slice(0, 5).join('; ');
    throw new CheckpointError(
      `${file}: belongs to another model: ${shown}${problems.length > 5 ? `; and ${problems.length - 5} more` : ''}. ` +
        'Resume with the config that it was trained with, or start from its weights by load_from.',
    );
  }
  for (const [name, parameter] of expected) parameter.assign(valuesOf(state.get(name) as TensorRecord));
}

function optimizerDict({ state, param_groups: groups }: OptimizerState): PyDict {
  const entries = [...state].map(([index, { step, slots }]) => {
    const tensors = Object.entries(slots).map(
      ([name, { shape, data }]) => [name, { dtype: 'float32', shape: [...shape], data }] as const,
    );
    return [
      index,
      new PyDict([...(step === undefined ? [] : [['step', step] as const]), ...tensors]),
    ] as const;
  });
  return new PyDict([
    ['state', new PyDict(entries)],
    [
      'param_groups',
      groups.map(
        (group) => new PyDict(Object.entries(group).map(([key, value]) => [key, pythonOption(value)])),
      ),
    ],
  ]);
}

/** Rates remain floats even if they are integral. */
function pythonOption(value: unknown): PyValue {
  if (Array.isArray(value) && value.length === 2 && value.every((item) => item < 1)) {
    return new PyTuple(value.map((item) => new PyFloat(item)));
  }
  return typeof value === 'number' && !Number.isInteger(value) ? new PyFloat(value) : value;
}

function optimizerFrom(dict: PyDict): OptimizerState {
  const state: OptimizerState['state'] = new Map();
  for (const [index, kept] of dict.get('state') as PyDict) {
    const slots: Record<string, { shape: readonly number[]; data: Float32Array }> = {};
    let step: number | undefined;
    for (const [name, value] of kept as PyDict) {
      const record = value instanceof TorchTensor ? value.toRecord() : undefined;
      if (name === 'step') step = record === undefined ? Number(plain(value)) : Number(valuesOf(record)[0]);
      else if (record !== undefined) {
        slots[String(name)] = { shape: record.shape, data: Float32Array.from(valuesOf(record)) };
      }
    }
    state.set(Number(index), { ...(step !== undefined && { step }), slots });
  }
  const groups = (dict.get('param_groups') as PyValue[]).map(
    (group) => plain(group) as GroupOptions & { params: number[] },
  );
  return { state, param_groups: groups };
}

function drawsRandomNumbers(model: object): model is DrawsRandomNumbers {
  return 'random' in model;
}
