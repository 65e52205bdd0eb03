/** @module The table of live tensor handles: numeric ids in JavaScript, pointers in TensorFlow. */
import { EngineError } from '../../core/index.js';
import type { TensorFlowApi } from './symbols.js';

export class Handles {
  readonly #pointers = new Map<number, bigint>();
  #next = 1;

  constructor(readonly api: TensorFlowApi) {}

  /** Number of live native handles. */
  get count(): number {
    return this.#pointers.size;
  }

  /** Takes ownership of a handle. @returns its id, which is never reused. */
  add(pointer: bigint): number {
    const id = this.#next++;
    this.#pointers.set(id, pointer);
    return id;
  }

  get(id: number): bigint {
    const pointer = this.#pointers.get(id);
    if (pointer === undefined) throw new EngineError(`no tensor has the handle ${id}: was it disposed?`);
    return pointer;
  }

  delete(id: number): void {
    const pointer = this.#pointers.get(id);
    if (pointer === undefined) {
      throw new EngineError(`Delete called on a Tensor not referenced (tensor_id: ${id})`);
    }
    this.#pointers.delete(id);
    this.api.TFE_DeleteTensorHandle(pointer);
  }
}
