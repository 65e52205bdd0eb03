/** @module Opens checkpoints from bytes, a Blob or a file: their structure at once, their tensors on request. */
import { CheckpointError, describeValue } from '../../core/portable.js';
import type { DType, TensorRecord } from '../../nn/index.js';
import { type ByteSource, bytesSource, openFile } from '../byte-source.js';
import { elementsOf, itemSize } from '../dtypes.js';
import { classNames } from '../loading/class-names.js';
import type { OpenCheckpoint } from '../loading/open-checkpoint.js';
import { asRecord, stateEntries, WEIGHT_KEYS } from '../loading/state-entries.js';
import type { PyValue } from '../pickle/values.js';
import { isSafetensors, openSafetensors } from '../safetensors.js';
import { parseTorchFile } from '../torch/file.js';
import { TorchTensor } from '../torch/tensor.js';
import { type BlobLike, BlobSource } from './blob-source.js';
import { treeOf } from './tree.js';

/** The bytes of a file: in memory, or a `Blob` (a `File` of an `<input>`, the body of a response) that is read in slices. */
export type CheckpointInput = BlobLike | ArrayBuffer | Uint8Array;

export interface OpenOptions {
  /** Name of the file, for messages. */
  readonly name?: string;
}

/** Contents of a checkpoint, with tensors read or not. `Tensor` is `LazyTensor` or `TensorRecord`. */
interface Contents<Tensor> {
  /** `zip` (PyTorch since 1.6), `legacy` (before), or `safetensors`. */
  readonly format: 'zip' | 'legacy' | 'safetensors';
  /** The result of `torch.load`, as plain data. */
  readonly tree: unknown;
  /** The weights by name, in file order: those below `state_dict` or `model`, else those of the root. */
  readonly stateDict: ReadonlyMap<string, Tensor>;
  /** The value of `meta` (mmdetection), or the string pairs of a safetensors file. */
  readonly meta: Readonly<Record<string, unknown>>;
  /** Names of the training classes; `undefined` if the file does not have them. */
  readonly classNames: readonly string[] | undefined;
  /** Unknown Python classes: their instances are `{ class, args, items, state }` in the tree, and were never run. */
  readonly unknownClasses: readonly string[];
}

/** A checkpoint in memory. */
export interface Checkpoint extends Contents<TensorRecord> {}

/**
 * A tensor that remains in the file until it is read.
 *
 * @example
 * ```ts
 * import { openCheckpoint, writeCheckpoint } from 'aligndet/checkpoint';
 *
 * const bias = { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) } as const;
 * const { stateDict } = await openCheckpoint(writeCheckpoint({ state_dict: { bias } }));
 * for (const [name, tensor] of stateDict) console.log(name, tensor.byteLength); // -> bias 8
 * ```
 */
export class LazyTensor {
  readonly #source: Source;
  readonly #tensor: TorchTensor;

  constructor(source: Source, tensor: TorchTensor) {
    this.#source = source;
    this.#tensor = tensor;
  }

  get dtype(): DType {
    return this.#tensor.dtype;
  }

  get shape(): readonly number[] {
    return this.#tensor.shape;
  }

  /** Size of its values in bytes. */
  get byteLength(): number {
    return elementsOf(this.shape) * itemSize(this.dtype);
  }

  /** Row-major values. @throws {CheckpointError} if the bytes are corrupt, or the file was closed. */
  read(): Promise<TensorRecord> {
    return this.#source.run(() => this.#tensor.toRecord());
  }
}

/** A source, and a function that runs its readers. */
export interface Source {
  readonly bytes: ByteSource;
  run<Result>(use: () => Result): Promise<Result>;
}

/**
 * A checkpoint with its structure loaded; tensors are loaded by their `read()`.
 *
 * @example
 * ```ts
 * import { openCheckpoint, writeCheckpoint } from 'aligndet/checkpoint';
 *
 * const checkpoint = await openCheckpoint(writeCheckpoint({ meta: { epoch: 12 } }, { format: 'legacy' }));
 * console.log(checkpoint.format, checkpoint.meta); // -> legacy { epoch: 12 }
 * ```
 */
export class OpenedCheckpoint implements Contents<LazyTensor> {
  readonly tree: unknown;
  readonly stateDict: ReadonlyMap<string, LazyTensor>;
  readonly meta: Readonly<Record<string, unknown>>;
  readonly classNames: readonly string[] | undefined;
  readonly format: Contents<LazyTensor>['format'];
  readonly unknownClasses: readonly string[];
  /** Size of the file in bytes. */
  readonly size: number;

  /** Use {@link openCheckpoint}. */
  constructor(
    readonly source: Source,
    readonly inner: OpenCheckpoint,
  ) {
    const forms = new Map<TorchTensor, LazyTensor>();
    const form = (tensor: TorchTensor): LazyTensor => {
      const known = forms.get(tensor) ?? new LazyTensor(source, tensor);
      forms.set(tensor, known);
      return known;
    };
    this.size = source.bytes.size;
    this.format = inner.format;
    this.unknownClasses = inner.unknownClasses;
    this.tree = treeOf(inner.value, form);
    this.stateDict = new Map(weightsOf(inner.value).map(([name, tensor]) => [name, form(tensor)]));
    this.meta = metaOf(this.tree, inner.metadata);
    this.classNames = classNames(this.meta);
  }

  /** Closes the file; no effect for a Blob. */
  close(): void {
    this.source.bytes.close();
  }
}

/**
 * Reads the structure of a `.pth` or safetensors file, but no tensors. No code of the file is run: objects that are not
 * plain data are rejected. Works in browsers; of a Blob only the required ranges are loaded.
 *
 * @example
 * ```ts
 * import { openCheckpoint, writeCheckpoint } from 'aligndet/checkpoint';
 *
 * const weight = { dtype: 'float32', shape: [2, 2], data: Float32Array.of(1, 2, 3, 4) } as const;
 * const file = writeCheckpoint({ meta: { CLASSES: ['cat'] }, state_dict: { weight } }); // a Blob
 *
 * const checkpoint = await openCheckpoint(file);
 * console.log(checkpoint.classNames, [...checkpoint.stateDict.keys()]); // -> [ 'cat' ] [ 'weight' ]
 * const { data } = await checkpoint.stateDict.get('weight')!.read();
 * console.log(data); // -> Float32Array(4) [ 1, 2, 3, 4 ]
 * ```
 *
 * @throws {CheckpointError} if the file is corrupt, not a checkpoint, or would run code.
 */
export async function openCheckpoint(
  input: CheckpointInput,
  options: OpenOptions = {},
): Promise<OpenedCheckpoint> {
  return open(sourceOf(input, options));
}

/**
 * As {@link openCheckpoint}, from a path; needs Node. The file stays open until `close()`.
 *
 * @example
 * ```ts
 * import { openCheckpointFile, saveCheckpoint } from 'aligndet/checkpoint';
 *
 * const bias = { dtype: 'float32', shape: [1], data: Float32Array.of(0.5) } as const;
 * await saveCheckpoint('model.pth', { state_dict: { bias } });
 * const checkpoint = await openCheckpointFile('model.pth');
 * console.log(checkpoint.format, checkpoint.stateDict.get('bias')?.shape); // -> zip [ 1 ]
 * checkpoint.close();
 * ```
 *
 * @throws {CheckpointError} if the file does not exist, or as {@link openCheckpoint}.
 */
export async function openCheckpointFile(path: string): Promise<OpenedCheckpoint> {
  const bytes = openFile(path);
  try {
    return await open({ bytes, run: async (use) => use() });
  } catch (cause) {
    bytes.close();
    throw cause;
  }
}

/** Selects the tensors to read; the others are left out. */
export interface ReadSelection {
  /** @param name of the weight, such as `backbone.conv1.weight`. By default all tensors of the file are read. */
  readonly only?: (name: string) => boolean;
}

/**
 * Reads a checkpoint with its tensors. To read only some weights of a large file, pass `only`: `tree` is then empty.
 *
 * @example
 * ```ts
 * import { readCheckpoint, writeCheckpoint } from 'aligndet/checkpoint';
 *
 * const weight = { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) } as const;
 * const { stateDict } = await readCheckpoint(writeCheckpoint({ state_dict: { weight } }));
 * console.log(stateDict.get('weight')); // -> { dtype: 'float32', shape: [ 2 ], data: Float32Array(2) [ 1, 2 ] }
 * ```
 *
 * @throws {CheckpointError} if the file is corrupt, not a checkpoint, or would run code.
 */
export async function readCheckpoint(
  input: CheckpointInput,
  options: OpenOptions & ReadSelection = {},
): Promise<Checkpoint> {
  return readAll(await openCheckpoint(input, options), options);
}

/**
 * As {@link readCheckpoint}, from a path; needs Node.
 *
 * @example
 * ```ts
 * import { readCheckpointFile, saveCheckpoint } from 'aligndet/checkpoint';
 *
 * const bias = { dtype: 'float32', shape: [1], data: Float32Array.of(0.5) } as const;
 * await saveCheckpoint('weights.pth', { state_dict: { 'head.bias': bias, 'neck.bias': bias } });
 * const { stateDict } = await readCheckpointFile('weights.pth', { only: (name) => name.startsWith('head.') });
 * console.log([...stateDict.keys()]); // -> [ 'head.bias' ]
 * ```
 *
 * @throws {CheckpointError} if the file does not exist, or as {@link readCheckpoint}.
 */
export async function readCheckpointFile(path: string, selection: ReadSelection = {}): Promise<Checkpoint> {
  const opened = await openCheckpointFile(path);
  try {
    return await readAll(opened, selection);
  } finally {
    opened.close();
  }
}

/** A source over the argument. @throws {CheckpointError} for an unsupported type. */
export function sourceOf(input: CheckpointInput, { name = 'checkpoint' }: OpenOptions = {}): Source {
  if (input instanceof ArrayBuffer) return inMemory(new Uint8Array(input), name);
  if (ArrayBuffer.isView(input) && input instanceof Uint8Array) return inMemory(input, name);
  if (isBlob(input)) {
    const { name: ownName = name } = input as BlobLike & { name?: string };
    const bytes = new BlobSource(input, ownName);
    return { bytes, run: (use) => bytes.run(use) };
  }
  const hint =
    typeof input === 'string'
      ? ` For a path call openCheckpointFile(${JSON.stringify(input)}) or readCheckpointFile.`
      : '';
  throw new CheckpointError(
    `Expected a Blob, an ArrayBuffer or a Uint8Array to read a checkpoint from, but got ${describeValue(input)}.${hint}`,
  );
}

function inMemory(bytes: Uint8Array, name: string): Source {
  return { bytes: bytesSource(bytes, name), run: async (use) => use() };
}

/** Duck typing: realms and polyfills have their own `Blob` classes. */
function isBlob(input: unknown): input is BlobLike {
  const { size, slice } = (input ?? {}) as Partial<BlobLike>;
  return typeof size === 'number' && typeof slice === 'function' && !ArrayBuffer.isView(input);
}

async function open(source: Source): Promise<OpenedCheckpoint> {
  return new OpenedCheckpoint(source, await source.run(() => parse(source.bytes)));
}

function parse(source: ByteSource): OpenCheckpoint {
  if (!isSafetensors(source)) return { ...parseTorchFile(source), metadata: undefined };
  const { tensors, metadata } = openSafetensors(source);
  return { value: tensors, format: 'safetensors', unknownClasses: [], metadata };
}

function weightsOf(value: PyValue): [string, TorchTensor][] {
  const found = stateEntries(value, WEIGHT_KEYS)?.entries ?? new Map<string, PyValue>();
  return [...found].filter((entry): entry is [string, TorchTensor] => entry[1] instanceof TorchTensor);
}

function metaOf(tree: unknown, metadata: OpenCheckpoint['metadata']): Record<string, unknown> {
  if (metadata !== undefined) return { ...metadata };
  const { meta } = (typeof tree === 'object' && tree !== null ? tree : {}) as { meta?: unknown };
  const isObject = typeof meta === 'object' && meta !== null && !Array.isArray(meta);
  return isObject ? (meta as Record<string, unknown>) : {};
}

async function readAll(opened: OpenedCheckpoint, { only }: ReadSelection): Promise<Checkpoint> {
  const { source, inner, format, meta, unknownClasses } = opened;
  const records = new Map<TorchTensor, TensorRecord>();
  const read = async (tensor: TorchTensor): Promise<TensorRecord> => {
    const record = records.get(tensor) ?? (await source.run(() => asRecord(tensor) as TensorRecord));
    records.set(tensor, record);
    return record;
  };
  const stateDict = new Map<string, TensorRecord>();
  for (const [name, tensor] of weightsOf(inner.value))
    if (only === undefined || only(name)) stateDict.set(name, await read(tensor));
  if (only !== undefined)
    return { format, tree: {}, stateDict, meta, classNames: opened.classNames, unknownClasses };
  // First the list of tensors, then their values: conversion itself is synchronous.
  const others = new Set<TorchTensor>();
  treeOf(inner.value, (tensor) => others.add(tensor));
  for (const tensor of others) await read(tensor);
  const tree = treeOf(inner.value, (tensor) => records.get(tensor));
  return {
    format,
    tree,
    stateDict,
    meta: metaOf(tree, inner.metadata),
    classNames: opened.classNames,
    unknownClasses,
  };
}
