/** @module Cases of kind `checkpoint-load`: which weights end up in a model, and what is said about the rest. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { builtinBuilder } from '../../../aligndet/builtins.js';
import {
  bytesOf,
  type KeyRevision,
  type LoadReport,
  loadCheckpoint,
  loadPretrained,
  readSafetensors,
  readTorchFile,
  valuesOf,
} from '../../../aligndet/checkpoint/index.js';
import { CheckpointError, type Logger } from '../../../aligndet/core/index.js';
import { BatchNorm2d, Linear, Module, Parameter, type TensorRecord } from '../../../aligndet/nn/index.js';
import { compareJson, compareValues, mismatch, type Tolerance } from '../compare.js';
import { type Finding, UnknownCase } from '../handler.js';
import type { Row } from './convert.js';
import { compareBytes } from './read.js';
import { treeOf } from './tree.js';

interface LoadCall {
  readonly fn: string;
  readonly strict?: boolean;
  readonly revise_keys?: readonly KeyRevision[];
  readonly prefix?: string;
  /** Which of `cb_modules` load the file, one after the other. */
  readonly modules?: readonly number[];
}

export interface LoadCase {
  readonly checkpoint: string | null;
  readonly model?: Record<string, unknown>;
  readonly call: LoadCall;
  readonly before: { readonly float: number; readonly num_batches_tracked: number };
  readonly changed: readonly Row[];
  readonly untouched: readonly string[];
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly mismatch: readonly (readonly [string, readonly number[], readonly number[]])[];
  readonly messages: readonly (readonly [level: string, text: string])[];
  readonly error?: { readonly type: string; readonly message: string };
  readonly tolerance: Tolerance;
}

export function runLoad(folder: string, golden: LoadCase): Finding[] {
  const model = buildModel(golden.model);
  try {
    return compareLoaded(folder, golden, model);
  } finally {
    model.dispose();
  }
}

function compareLoaded(folder: string, golden: LoadCase, model: Module): Finding[] {
  fillBefore(model, golden.before);
  const before = model.stateDict();
  const path = join(folder, golden.checkpoint ?? 'absent.pth');
  const warnings: string[] = [];
  const outcome = attempt(() => load(model, path, golden.call, (text) => warnings.push(text)));
  return [
    ...compareError(outcome.error, golden),
    ...(outcome.reports.length > 0 ? compareReports(outcome.reports, golden) : []),
    compareWarnings(warnings, golden),
    ...compareState(model, before, golden, expectedBytes(folder, path, golden)),
  ];
}

/** The small module of the cases without a config: a linear layer, a norm and a number. */
class SmallModule extends Module {
  constructor() {
    super();
    this.child('a', new Linear(2, 2));
    this.child('s', new BatchNorm2d(2));
    this.child('scale', new ScaleModule());
  }
}

class ScaleModule extends Module {
  constructor() {
    super();
    this.parameter('scale', new Parameter([]));
  }
}

function buildModel(config: LoadCase['model']): Module {
  if (config === undefined) return new SmallModule();
  const slot = 'backbone' in config ? 'detector' : 'backbone';
  const builder = builtinBuilder();
  if (builder.registry(slot).get(String(config.type)) === undefined) {
    throw new UnknownCase(`no ${slot} is called "${config.type}"`);
  }
  return builder.build(slot, config) as unknown as Module;
}

function fillBefore(model: Module, before: LoadCase['before']): void {
  for (const [name, parameter] of model.namedState()) {
    if (name.endsWith('num_batches_tracked')) parameter.fill(before.num_batches_tracked);
    else if (parameter.value.dtype === 'float32') parameter.fill(before.float);
  }
}

function load(model: Module, path: string, call: LoadCall, warn: (text: string) => void): LoadReport[] {
  const logger: Logger = { debug() {}, info() {}, warn, error: warn };
  const options = { logger, allowPartial: true };
  switch (call.fn) {
    case 'load_checkpoint': {
      const { strict, revise_keys: reviseKeys } = call;
      return [loadCheckpoint(model, path, { ...options, strict, reviseKeys }).report];
    }
    case 'load_with_prefix':
      return [loadCheckpoint(model, path, { ...options, prefix: call.prefix }).report];
    case 'swin_init_weights':
      return [loadPretrained(model, path, options)];
    case 'swinv1_load_checkpoint': {
      const parts = new Map(model.namedModules());
      return (call.modules ?? []).map((i) => {
        const part = parts.get(`cb_modules.${i}`);
        if (part === undefined) throw new UnknownCase(`the model has no cb_modules.${i}`);
        return loadPretrained(part, path, options);
      });
    }
    default:
      throw new UnknownCase(`no loader is called "${call.fn}"`);
  }
}

function attempt(run: () => LoadReport[]): { reports: LoadReport[]; error?: CheckpointError } {
  try {
    return { reports: run() };
  } catch (error) {
    if (error instanceof CheckpointError) return { reports: [], error };
    throw error;
  }
}

/** That it failed; of mmcv's own report also the words. */
function compareError(error: CheckpointError | undefined, golden: LoadCase): Finding[] {
  const expected = golden.error;
  if (expected === undefined) {
    return error === undefined ? [] : [mismatch('error', `was thrown: ${error.message}`)];
  }
  if (error === undefined) return [mismatch('error', `was not thrown: ${expected.message}`)];
  const isReport = expected.message.startsWith('The model and loaded state dict');
  return [
    compareJson(
      'error',
      isReport ? cutLike(error.message, expected.message) : 'thrown',
      isReport ? expected.message : 'thrown',
    ),
  ];
}

/** Of several modules the last one counts, but sizes of all. */
function compareReports(reports: readonly LoadReport[], golden: LoadCase): Finding[] {
  const { missing, unexpected } = reports[reports.length - 1];
  const sizes = reports.flatMap(({ mismatched }) =>
    mismatched.map(({ name, shapeInFile, shapeInModel }) => [name, shapeInFile, shapeInModel]),
  );
  return [
    compareJson('missing', missing, golden.missing),
    compareJson('unexpected', unexpected, golden.unexpected),
    compareJson('mismatch', sizes, golden.mismatch),
  ];
}

/** The logger's lines. mmdetection's Swin loads through PyTorch, which logs nothing of its own. */
function compareWarnings(warnings: readonly string[], { messages, call }: LoadCase): Finding {
  const isSwin = call.fn === 'swin_init_weights';
  const expected = messages.flatMap(([level, text]) => {
    const isOwn = isSwin ? text.startsWith('Error in loading') : level === 'WARNING';
    return isOwn ? [text] : [];
  });
  return compareJson(
    'messages',
    warnings.map((text, i) => cutLike(text, expected[i])),
    expected,
  );
}

/** The cases cut long texts and end them with three dots. */
function cutLike(text: string, expected: string | undefined): string {
  return expected?.endsWith('...') ? `${text.slice(0, expected.length - 3)}...` : text;
}

type BytesOf = (row: Row) => TensorRecord | Uint8Array | undefined;

function expectedBytes(folder: string, checkpoint: string, golden: LoadCase): BytesOf {
  const arrays = golden.changed.length === 0 ? new Map() : treeOf(readTorchFile(checkpoint).value).arrays;
  const path = join(folder, 'expected.safetensors');
  const listed = existsSync(path) ? readSafetensors(path) : new Map<string, TensorRecord>();
  return ([key, , , source]) => (source === null ? listed.get(key) : arrays.get(source));
}

function compareState(
  model: Module,
  before: ReturnType<Module['stateDict']>,
  golden: LoadCase,
  expected: BytesOf,
): Finding[] {
  const after = model.stateDict();
  const names = [...golden.changed.map(([key]) => key), ...golden.untouched].sort();
  const findings = [compareJson('names', [...after.keys()].sort(), names)];
  for (const name of golden.untouched) {
    const [now, then] = [after.get(name), before.get(name)];
    if (now && then) findings.push(compareBytes(name, bytesOf(now.data), bytesOf(then.data)));
  }
  for (const row of golden.changed) {
    const [key] = row;
    const record = after.get(key);
    if (record !== undefined) findings.push(compareTensor(key, record, expected(row), golden.tolerance));
  }
  return findings;
}

function compareTensor(
  key: string,
  record: TensorRecord,
  expected: ReturnType<BytesOf>,
  tolerance: Tolerance,
): Finding {
  if (expected === undefined) return mismatch(key, 'has no expected values');
  if (expected instanceof Uint8Array) return compareBytes(key, bytesOf(record.data), expected);
  return compareValues(key, valuesOf(record), valuesOf(expected), tolerance);
}
