/** @module One evaluation of a Python source: its names, and the limits that keep it short. */
import { type Node, PythonError } from './syntax.js';
import { fail, PyFailure, type PyValue } from './values.js';

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

export class Run {
  #steps = 0;
  #depth = 0;

  constructor(readonly file: string) {}

  /** Counts a step. @throws {PythonError} when there were too many. */
  step(node: Node): void {
    if (++this.#steps > MAX_STEPS) throw new PythonError(this.file, node, 'this runs too long for a config.');
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
