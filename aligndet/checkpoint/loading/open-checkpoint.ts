/** @module An open checkpoint file. */
import type { PyValue } from '../pickle/values.js';

export interface OpenCheckpoint {
  /** The result of `torch.load`; a `Map` of tensors for safetensors. */
  readonly value: PyValue;
  /** `zip`, `legacy` or `safetensors`. */
  readonly format: 'zip' | 'legacy' | 'safetensors';
  /** Classes that are kept as inert records. */
  readonly unknownClasses: readonly string[];
  /** The string pairs in the metadata of a safetensors file. */
  readonly metadata: Readonly<Record<string, string>> | undefined;
}
