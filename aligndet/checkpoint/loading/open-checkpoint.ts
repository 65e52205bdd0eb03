/** @module What an open checkpoint file gives. */
import type { PyValue } from '../pickle/values.js';

export interface OpenCheckpoint {
  /** What `torch.load` would return; a `Map` of tensors for safetensors. */
  readonly value: PyValue;
  /** `zip`, `legacy` or `safetensors`. */
  readonly format: 'zip' | 'legacy' | 'safetensors';
  /** Classes that are kept as inert records. */
  readonly unknownClasses: readonly string[];
  /** The free text pairs of a safetensors file. */
  readonly metadata: Readonly<Record<string, string>> | undefined;
}
