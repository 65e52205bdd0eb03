/** @module Maps of golden ops, as the library takes them. */
import { type Tensor4D, tensor4d, tidy } from '../../../aligndet/engine/index.js';
import type { CaseArray } from './op-handler.js';

/** A map `[B, C, H, W]` as `[B, H, W, C]`. */
export function mapOf({ data, shape }: CaseArray): Tensor4D {
  return tidy(() =>
    tensor4d(Float32Array.from(data), shape as [number, number, number, number]).transpose<Tensor4D>([
      0, 2, 3, 1,
    ]),
  );
}
