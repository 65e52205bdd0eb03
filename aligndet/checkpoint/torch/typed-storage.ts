/** @module A storage with the type that a pickle gives it. */
import type { DType } from '../../nn/index.js';
import type { PyGlobal } from '../pickle/atoms.js';
import type { TorchStorage } from './tensor.js';

export class TypedStorage {
  /**
   * @param dtype of the elements; integers represent quantized ones, bytes untyped storages.
   * @param type the class in the pickle: `torch.FloatStorage`.
   */
  constructor(
    readonly storage: TorchStorage,
    readonly dtype: DType,
    readonly type: PyGlobal,
  ) {}
}
