/** @module TensorFlow's status codes, turned into errors. */
import { EngineError } from '../../core/index.js';
import type { TensorFlowApi } from './symbols.js';

/** One native status object, reused by every call of a runtime. */
export class Status {
  readonly pointer: bigint;

  constructor(readonly api: TensorFlowApi) {
    this.pointer = api.TF_NewStatus();
  }

  get ok(): boolean {
    return this.api.TF_GetCode(this.pointer) === 0;
  }

  /** TensorFlow's error message. */
  get message(): string {
    return this.api.TF_Message(this.pointer);
  }

  /** @param where what was being done; precedes TensorFlow's message. */
  check(where: string | (() => string)): void {
    if (this.ok) return;
    const location = typeof where === 'string' ? where : where();
    throw new EngineError(`${location}: ${this.message}`);
  }
}
