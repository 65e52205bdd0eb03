/**
 * @module Compiles tfjs code: its ops become one TensorFlow function per signature of arguments, and its gradient
 * another.
 *
 * TensorFlow then fuses and folds ops, frees unused tensors and runs branches in parallel. The values are those of
 * the uncompiled code. The code runs once per signature, on tensors without values: whatever its control flow depends
 * on besides the
 * shapes of its arguments must be in the key, and randomness must be an argument.
 */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import { engineName } from '../backend.js';
import { isDoublePrecision } from '../double-precision.js';
import { tf } from '../tfjs.js';
import { record } from './recording.js';
import { Signature } from './signature.js';
import { flatten, type Structure, type Template } from './structure.js';
import { activeTape, dependents } from './tape.js';
import { activeTracer } from './tracing.js';

export interface CompileOptions {
  /**
   * Copies the weights into the function, so that TensorFlow can fold them: for inference. A weight that is assigned
   * makes the next call compile again. Without effect where a gradient is needed.
   */
  readonly freeze?: boolean;
  /** Cache key of state that the code depends on besides its arguments, such as `() => String(module.training)`. */
  readonly key?: () => string;
  /** Maximum number of signatures; the least recently used one is dropped first. */
  readonly maxSignatures?: number;
}

export interface Compiled<Args extends readonly unknown[], Result> {
  (...args: Args): Result;
  /** Frees its TensorFlow resources. The next call compiles again. */
  dispose(): void;
  readonly numSignatures: number;
}

const MAX_SIGNATURES = 32;

/** `ALIGNDET_COMPILE=0` runs compiled code op by op, for debugging; the results are the same. */
const isOff = process.env.ALIGNDET_COMPILE === '0' || engineName !== 'tensorflow';

/**
 * Compiles code into one TensorFlow graph for each signature of shapes that it is called with.
 *
 * @example
 * ```ts
 * import { compile, type Tensor, tensor } from 'aligndet/engine';
 *
 * const twice = compile((x: Tensor) => x.mul(2));
 * console.log(twice(tensor([1, 2])).arraySync()); // -> [ 2, 4 ]
 * twice.dispose();
 * ```
 *
 * @param code takes and returns tensors, optionally nested in lists and objects; arguments may include plain values.
 * @returns a function like `code`, differentiable with respect to its arguments and the trainable variables that it
 * uses.
 */
export function compile<Args extends readonly unknown[], Result>(
  code: (...args: Args) => Result,
  { freeze = false, key = () => '', maxSignatures = MAX_SIGNATURES }: CompileOptions = {},
): Compiled<Args, Result> {
  const signatures = new Map<string, Signature>();

  function find(given: readonly Tensor[], template: Template, withGradient: boolean): Signature {
    const shapes = given.map(({ dtype, shape }) => `${dtype}[${shape}]`);
    const name = `${shapes.join()} ${JSON.stringify(template)} ${key()}${withGradient ? ' gradient' : ''}`;
    let signature = signatures.get(name);
    if (signature !== undefined) signatures.delete(name);
    if (signature !== undefined && !signature.isCurrent) {
      signature.dispose();
      signature = undefined;
    }
    const options = { freeze: freeze && !withGradient, withGradient };
    signature ??= new Signature(
      record(code as unknown as (...args: never[]) => Structure, given, template, options),
    );
    signatures.set(name, signature);
    for (const [oldest, unused] of signatures) {
      if (signatures.size <= maxSignatures) break;
      if (unused.isOnTape) continue; // its gradient is still to come
      signatures.delete(oldest);
      unused.dispose();
    }
    return signature;
  }

  function call(...args: Args): Result {
    if (isOff || isDoublePrecision() || activeTracer() !== undefined) return code(...args);
    const { template, tensors } = flatten(args as unknown as Structure);
    const tape = activeTape();
    if (tape === undefined) return find(tensors, template, false).run(tensors) as Result;
    const reached = dependents(tape, trainableVariables());
    const likely = tensors.flatMap(({ id }, i) => (reached.has(id) ? [i] : []));
    return find(tensors, template, true).runOnTape(tensors, likely) as Result;
  }

  return Object.defineProperty(
    Object.assign(call, {
      dispose: () => {
        for (const signature of signatures.values()) signature.dispose();
        signatures.clear();
      },
    }),
    'numSignatures',
    { get: () => signatures.size },
  ) as Compiled<Args, Result>;
}

function trainableVariables(): Variable[] {
  return Object.values(tf.engine().registeredVariables).filter(({ trainable }) => trainable);
}
