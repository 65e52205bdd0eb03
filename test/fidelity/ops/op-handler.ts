/** @module One golden op: what a handler is given. */
import type { Finding } from '../handler.js';

/** An array of a case, widened to doubles where needed; int64 values are numbers. */
export interface CaseArray {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** `ops/<op>/<case>`, read. */
export interface OpCase {
  readonly op: string;
  readonly args: Record<string, unknown>;
  /** Inputs that gradients are taken of. */
  readonly diff: readonly string[];
  readonly outputs: readonly string[];
  readonly inputs: ReadonlyMap<string, CaseArray>;
  readonly expected: ReadonlyMap<string, CaseArray>;
  readonly tolerance: { rtol: number; atol: number };
  /** The whole `case.json`. */
  readonly json: Record<string, unknown>;
}

/** Computes the case with our code and compares with {@link OpCase.expected}. */
export type OpHandler = (golden: OpCase) => Finding[] | Promise<Finding[]>;
