/** @module One evaluation of a Python source: its names, and the limits that keep it short. */
import type { Location } from '../locations/location.js';
import { type Node, PythonError } from './syntax.js';
import { fail, type PyDict, PyFailure, type PyValue } from './values.js';

/** More steps than this are taken for an endless loop. */
const MAX_STEPS = 200_000;
const MAX_CALL_DEPTH = 100;

/** Names and their values; a function sees those around it. */
export class Scope {
  readonly names = new Map<string, PyValue>();

  constructor(readonly outer?: Scope) {}

  find(name: string): PyValue | undefined {
    return this.names.get(name) ?? this.outer?.find(name);
  }
}

/** What mmengine gives a config besides Python's own names. */
export interface Mmengine {
  /** What the bases hold; the file may change it. */
  readonly bases: PyDict | undefined;
  /** Names that another config defines, by how `with read_base():` imports it. */
  moduleAt(name: string): ReadonlyMap<string, PyValue> | undefined;
}

export class Run {
  #steps = 0;
  #depth = 0;
  /** Where each key of a container was set, the names of a scope included. */
  readonly #locations = new WeakMap<object, Map<string, Location>>();

  /** @param mmengine present where the file is read as mmengine does. */
  constructor(
    readonly file: string,
    readonly mmengine?: Mmengine,
  ) {}

  /** Counts a step. @throws {PythonError} when there were too many. */
  step(node: Node): void {
    if (++this.#steps > MAX_STEPS) throw new PythonError(this.file, node, 'this runs too long for a config.');
  }

  /** Notes that `node` set `key` of `container`. */
  mark(container: object, key: string | number, { startPosition }: Node): void {
    const { row, column } = startPosition;
    this.#locationsIn(container).set(String(key), { file: this.file, line: row + 1, column: column + 1 });
  }

  /** What was noted for `from` holds for `to` as well, as for `dict(**from)`. */
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

  /** Gives failures of `action` the place of `node`. */
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
