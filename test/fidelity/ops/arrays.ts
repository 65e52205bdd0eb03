/** @module Arrays of golden ops, as the library takes them. */
import type { CaseArray, OpCase } from './op-handler.js';

export function floats({ data }: CaseArray): Float32Array {
  return Float32Array.from(data);
}

export function ints({ data }: CaseArray): Int32Array {
  return Int32Array.from(data);
}

/** An input that the case must have. */
export function input(golden: OpCase, name: string): CaseArray {
  const found = golden.inputs.get(name);
  if (found === undefined) throw new Error(`the case has no input "${name}"`);
  return found;
}

export function floatInput(golden: OpCase, name: string): Float32Array {
  return floats(input(golden, name));
}

export function intInput(golden: OpCase, name: string): Int32Array {
  return ints(input(golden, name));
}

/** `name.0`, `name.1`, ... as long as there are more. */
export function listInput(golden: OpCase, name: string): CaseArray[] {
  const found: CaseArray[] = [];
  for (let i = 0; golden.inputs.has(`${name}.${i}`); i++) found.push(input(golden, `${name}.${i}`));
  return found;
}
