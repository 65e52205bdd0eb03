/** @module Forward pass of a backbone whose first stages may be frozen. Dims: B images, maps `[B, H, W, C]`. */
import { noGrad, type Tensor4D, tidy } from '../../engine/index.js';

export interface StagedForward {
  readonly stem: (images: Tensor4D) => Tensor4D;
  readonly stages: readonly { forward(x: Tensor4D): Tensor4D }[];
  /** Frozen stages: 0 is the stem only, -1 none. No activations are stored for them. */
  readonly frozenStages: number;
  /** Indices of the stages whose maps are returned, from 0. */
  readonly outIndices: readonly number[];
}

/** @returns the maps of `outIndices`, in stage order. */
export function forwardStages(
  images: Tensor4D,
  { stem, stages, frozenStages, outIndices }: StagedForward,
): Tensor4D[] {
  return tidy(() => {
    const numFrozen = Math.min(frozenStages, stages.length);
    const start = () => stem(images);
    const still = numFrozen < 0 ? [start()] : noGrad(() => chain(start(), stages.slice(0, numFrozen)));
    const [, ...trained] = chain(still[still.length - 1], stages.slice(Math.max(numFrozen, 0)));
    const [, ...maps] = [...still, ...trained];
    return maps.filter((_, stage) => outIndices.includes(stage));
  });
}

/** The input, followed by the output of each stage. */
function chain(x: Tensor4D, stages: StagedForward['stages']): Tensor4D[] {
  const maps = [x];
  for (const stage of stages) maps.push(stage.forward(maps[maps.length - 1]));
  return maps;
}
