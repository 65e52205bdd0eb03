/** @module Gives back the choices that a golden case recorded of `RandomSampler`. */
import type { RandomSource } from '../../../aligndet/core/index.js';
import type { CaseArrays } from '../read-case.js';

/** @returns `undefined` when the case recorded none. */
export function replayedChoices(inputs: CaseArrays): RandomSource | undefined {
  if (!inputs.has('random_choice.0')) return undefined;
  let next = 0;
  return replaying((n) => {
    const recorded = inputs.get(`random_choice.${next++}`);
    if (recorded === undefined)
      throw new Error(`the case recorded ${next - 1} choices, but there is one more`);
    return Array.from(recorded.data).filter((position) => position < n);
  });
}

/** A source of permutations only. */
export function replaying(torchPermutation: RandomSource['torchPermutation']): RandomSource {
  const draws = (name: string) => () => {
    throw new Error(`the case recorded no draw of ${name}`);
  };
  return {
    random: draws('random'),
    uniform: draws('uniform'),
    integer: draws('integer'),
    choice: draws('choice'),
    permutation: draws('permutation'),
    normal: draws('normal'),
    torchRandom: draws('torchRandom'),
    torchUniform: draws('torchUniform'),
    torchPermutation,
  };
}
