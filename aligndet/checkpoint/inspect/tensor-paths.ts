/** @module Paths of the tensors in a checkpoint, as lists of keys, since `a.b` may be one key or two. */
import type { TensorRecord } from '../../nn/index.js';
import { identityOf } from '../pickle/identity.js';
import { keyText } from '../pickle/key-text.js';
import { PyDict, PyObject, PySet, PyTuple, type PyValue } from '../pickle/values.js';
import { isTensorRecord } from '../torch/storage-plan.js';
import { TorchTensor } from '../torch/tensor.js';

/** Max length of a path's name; longer ones are shortened in the middle. */
const LONGEST = 1000;

/** A component of an instance that is not a key. */
class Part {
  constructor(readonly name: string) {}
}

const PARTS = new Map<string, Part>();

/** A path: equal paths of one tree are the same object. */
export class TensorPath {
  /** Created on first use: most paths have no tensors below them. */
  #children: Map<unknown, TensorPath> | undefined;
  #dotted: string | undefined;
  #subscripts: string | undefined;

  constructor(
    readonly above?: TensorPath,
    readonly key?: PyValue | Part,
  ) {}

  /** With dots, as PyTorch names parameters. Names are created on request: few paths lead to tensors. */
  get dotted(): string {
    if (this.above === undefined) return '';
    this.#dotted ??= joined(this.above.dotted, this.#step().text);
    return this.#dotted;
  }

  /** As a Python expression: `["a"]["b"]`. */
  get subscripts(): string {
    if (this.above === undefined) return '';
    this.#subscripts ??= shortened(this.above.subscripts + this.#step().subscript);
    return this.#subscripts;
  }

  /** Below a key or an index. */
  at(key: PyValue): TensorPath {
    return this.#child(identityOf(key), key);
  }

  /** A component of an instance that is not a key: `<state>`. */
  part(name: string): TensorPath {
    const part = PARTS.get(name) ?? new Part(name);
    PARTS.set(name, part);
    return this.#child(part, part);
  }

  #step(): { text: string; subscript: string } {
    const { key } = this;
    if (key instanceof Part) return { text: `<${key.name}>`, subscript: `.<${key.name}>` };
    const text = shortened(keyText(key));
    return { text, subscript: `[${typeof key === 'string' ? JSON.stringify(text) : text}]` };
  }

  #child(identity: unknown, key: PyValue | Part): TensorPath {
    const known = this.#children?.get(identity);
    if (known !== undefined) return known;
    this.#children ??= new Map();
    const child = new TensorPath(this, key);
    this.#children.set(identity, child);
    return child;
  }
}

export type TensorValue = TorchTensor | TensorRecord;

/** In file order. An object that contains itself, or that occurs again, is visited once. */
export function* tensorsAt(root: PyValue, tree = new TensorPath()): Generator<[TensorPath, TensorValue]> {
  const seen = new Set<object>();
  const waiting: [TensorPath, PyValue][] = [[tree, root]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [path, value] = next;
    if (value instanceof TorchTensor || isTensorRecord(value)) {
      yield [path, value];
      continue;
    }
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    const parts = partsOf(value, path);
    for (let i = parts.length - 1; i >= 0; i--) waiting.push(parts[i]);
  }
}

/** Only values that may contain tensors: no path is created for numbers or strings. */
function partsOf(value: object, path: TensorPath): [TensorPath, PyValue][] {
  const below = (entries: Iterable<readonly [PyValue, PyValue]>): [TensorPath, PyValue][] => {
    const parts: [TensorPath, PyValue][] = [];
    for (const [key, part] of entries)
      if (typeof part === 'object' && part !== null) parts.push([path.at(key), part]);
    return parts;
  };
  if (value instanceof PyDict || value instanceof Map) return below(value);
  const items = value instanceof PyTuple || value instanceof PySet ? value.items : value;
  if (Array.isArray(items)) return below(items.entries());
  if (!(value instanceof PyObject)) return [];
  return [
    [path.part('state'), value.state],
    [path.part('items'), value.entries ?? value.items],
    [path.part('args'), value.args],
    [path.part('value'), value.base?.value],
  ];
}

/** A name for each path: with dots, unless two of them would be equal. */
export function namesOf(paths: Iterable<TensorPath>): Map<TensorPath, string> {
  const names = new Map<TensorPath, string>();
  const all = [...new Set(paths)];
  const [dotted, subscripts] = [counted(all.map((path) => path.dotted)), new Map<string, number>()];
  for (const path of all) {
    if (dotted.get(path.dotted) === 1) {
      names.set(path, path.dotted === '' ? '(root)' : path.dotted);
      continue;
    }
    const times = (subscripts.get(path.subscripts) ?? 0) + 1;
    subscripts.set(path.subscripts, times);
    names.set(path, times === 1 ? path.subscripts : `${path.subscripts} (${times})`);
  }
  return names;
}

function counted(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

function joined(before: string, text: string): string {
  return before === '' ? text : shortened(`${before}.${text}`);
}

function shortened(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST / 2)}...${text.slice(-LONGEST / 2 + 3)}`;
}
