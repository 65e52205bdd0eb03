/**
 * @module Loads weights by name, with mmcv's semantics: matching tensors are copied, the rest is reported in the order
 * of the module tree.
 */
import { CheckpointError } from '../../core/index.js';
import type { Parameter } from '../../nn/index.js';
import { tensorKind } from '../pickle/tensor-makers.js';
import type { PyValue } from '../pickle/values.js';
import { isTensorRecord } from '../torch/storage-plan.js';
import { valuesOf } from '../values-of.js';
import { mmcvMessage, type NotTensor } from './mmcv-message.js';
import { BATCH_COUNTER, type LoadReport, type Mismatch } from './report.js';
import { asRecord, type StateEntries, shapeOf } from './state-entries.js';

/** The target of the weights; every `Module` is one. */
export interface LoadTarget {
  children(): Iterable<[string, LoadTarget]>;
  ownParameters(): Iterable<[string, Parameter]>;
  ownBuffers(): Iterable<[string, Parameter]>;
  /**
   * Renames entries of older versions of this module before loading.
   *
   * @param prefix path of this module with a trailing dot; empty for the root.
   * @param version of the saved module, if the file has it.
   */
  upgradeState?(entries: Map<string, unknown>, prefix: string, version: number | undefined): void;
}

/** Batch norm version that introduced it. */
const VERSION_WITH_COUNTER = 2;

/**
 * Copies every entry that matches a parameter or buffer in name and shape.
 *
 * @throws {CheckpointError} if `strict` and something does not match; matching tensors have been copied by then.
 */
export function loadStateDict(target: LoadTarget, state: StateEntries, strict = false): LoadReport {
  const loader = new Loader(state);
  loader.load(target, '');
  const report = loader.report();
  if (strict && report.message !== '') throw new CheckpointError(report.message);
  return report;
}

class Loader {
  readonly #entries: Map<string, PyValue>;
  readonly #versions: ReadonlyMap<string, number> | undefined;
  readonly #matched: string[] = [];
  readonly #missing: string[] = [];
  readonly #unexpected: string[] = [];
  readonly #mismatched: Mismatch[] = [];
  readonly #notTensors: NotTensor[] = [];
  #total = 0;
  #optional = 0;

  constructor({ entries, versions }: StateEntries) {
    this.#entries = new Map(entries);
    this.#versions = versions;
  }

  report(): LoadReport {
    const missing = this.#missing.filter((name) => !name.includes(BATCH_COUNTER));
    const found = {
      matched: this.#matched,
      missing,
      unexpected: this.#unexpected,
      mismatched: this.#mismatched,
      total: this.#total,
      optional: this.#optional,
    };
    return { ...found, message: mmcvMessage(found, this.#notTensors) };
  }

  /** One module, then its children. @param prefix with a trailing dot; empty for the root. */
  load(module: LoadTarget, prefix: string): void {
    const version = this.#versions?.get(prefix.slice(0, -1));
    module.upgradeState?.(this.#entries, prefix, version);
    const own = new Map([...module.ownParameters(), ...module.ownBuffers()]);
    if ((version ?? 1) < VERSION_WITH_COUNTER && !this.#entries.has(prefix + BATCH_COUNTER)) {
      own.get(BATCH_COUNTER)?.fill(0);
    }
    for (const [name, parameter] of own) this.#copy(prefix + name, parameter);
    const children = [...module.children()];
    this.#noteUnexpected(prefix, new Set([...own.keys(), ...children.map(([name]) => name)]));
    for (const [name, child] of children) this.load(child, `${prefix}${name}.`);
  }

  #copy(name: string, parameter: Parameter): void {
    const value = this.#entries.get(name);
    this.#total += 1;
    if (name.includes(BATCH_COUNTER)) this.#optional += 1;
    if (!this.#entries.has(name)) {
      this.#missing.push(name);
      return;
    }
    const shape = shapeOf(value);
    if (shape === undefined) {
      this.#notTensors.push({ name, kind: tensorKind(value) });
    } else if (isSame(shape, parameter.shape) || isScalarInVector(shape, parameter.shape)) {
      const record = asRecord(value);
      if (!isTensorRecord(record)) return;
      const elements = valuesOf(record);
      parameter.assign(elements.length === parameter.size ? elements : [elements[0]]);
      this.#matched.push(name);
    } else {
      this.#mismatched.push({ name, shapeInFile: shape, shapeInModel: parameter.shape });
    }
  }

  /** Entries below `prefix` whose next segment is neither a child nor a parameter. */
  #noteUnexpected(prefix: string, known: ReadonlySet<string>): void {
    for (const name of this.#entries.keys()) {
      if (!name.startsWith(prefix)) continue;
      const [next] = name.slice(prefix.length).split('.', 1);
      if (!known.has(next)) this.#unexpected.push(name);
    }
  }
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((dim, axis) => dim === b[axis]);
}

/** Before PyTorch 0.4 a scalar was a vector with one element. */
function isScalarInVector(inFile: readonly number[], inModel: readonly number[]): boolean {
  return inModel.length === 0 && inFile.length === 1 && inFile[0] > 0;
}
