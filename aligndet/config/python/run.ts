/** @module One evaluation of a Python source: its names and limits. */
import type { Location } from '../locations/location.js';
import { type Node, PythonError } from './syntax.js';
import { fail, type PyDict, PyFailure, type PyValue } from './values.js';

/** Maximum number of steps; more is treated as an endless loop. */
const MAX_STEPS = 200_000;
const MAX_CALL_DEPTH = 100;

/** Names and their values; a function also sees those of its enclosing scope. */
export class Scope {
  readonly names = new Map<string, PyValue>();

  constructor(readonly outer?: Scope) {}

  find(name: string): PyValue | undefined {
    return this.names.get(name) ?? this.outer?.find(name);
  }
}

/** What mmengine provides to a config in addition to Python's names. */
export interface Mmengine {
  /** The merged bases; the file may change them. */
  readonly bases: PyDict | undefined;
  /** Names that another config defines, by how `with read_base():` imports it. */
  moduleAt(name: string): ReadonlyMap<string, PyValue> | undefined;
}

export class Run {
  #steps = 0;
  #depth = 0;
  /** Location at which each key of a container, or name of a scope, was set. */
  readonly #locations = new WeakMap<object, Map<string, Location>>();

  /** @param mmengine present where the file is read as mmengine does. */
  constructor(
    readonly file: string,
    readonly mmengine?: Mmengine,
  ) {}

  /** Counts a step. @throws {PythonError} when there were too many. */
  step(node: Node): void {
    if (++this.#steps > MAX_STEPS)
      throw new PythonError(this.file, node, 'the config runs too long; it may contain an endless loop.');
  }

  /** Records that `node` set `key` of `container`. */
  mark(container: object, key: string | number, { startPosition }: Node): void {
    const { row, column } = startPosition;
    this.#locationsIn(container).set(String(key), { file: this.file, line: row + 1, column: column + 1 });
  }

  /** Copies the records of `from` to `to`, as for `dict(**from)`. */
  copyMarks(from: object, to: object): void {
    const locations = this.#locationsIn(to);
    for (const [key, location] of this.#locations.get(from) ?? []) locations.set(key, location);
  }

  locationOf(container: object, key: string): Location | undefined {
    return this.#locations.get(container)?.get(key);
  }

  #locationsIn(container: object): Map<string, Location> {
    const known = this.#locations.get(container) ?? new Map<string, Location>();
    this.#locations.set(container, known);
    return known;
  }

  /** Adds the location of `node` to failures of `action`. */
  at<Result>(node: Node, action: () => Result): Result {
    try {
      return action();
    } catch (error) {
      if (error instanceof PyFailure) throw new PythonError(this.file, node, error.message);
      throw error;
    }
  }

  call(action: () => PyValue): PyValue {
    if (this.#depth >= MAX_CALL_DEPTH) fail(`calls are nested deeper than ${MAX_CALL_DEPTH}.`);
    this.#depth++;
    try {
      return action();
    } finally {
      this.#depth--;
    }
  }

  unsupported(node: Node): never {
    const [line] = node.text.split('\n');
    const kind = node.type.replaceAll('_', ' ');
    throw new PythonError(
      this.file,
      node,
      `"${line.slice(0, 60)}" (${kind}) cannot be evaluated without running Python.`,
    );
  }
}
