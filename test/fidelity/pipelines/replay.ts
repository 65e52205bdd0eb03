/** @module A random source that gives back the draws that a golden case recorded. */
import type { RandomSource } from '../../../aligndet/core/index.js';

/** One recorded call. */
export interface Draw {
  readonly fn: string;
  readonly args?: readonly number[];
  readonly value?: number | readonly number[];
  readonly n?: number;
  readonly index?: number;
}

/** Which recorded functions each method may stand for. */
const FUNCTIONS: Readonly<Record<keyof RandomSource, readonly string[]>> = {
  random: ['np.random.random', 'np.random.random_sample', 'np.random.rand'],
  uniform: ['np.random.uniform'],
  integer: ['np.random.randint'],
  choice: ['np.random.choice'],
  permutation: ['np.random.permutation', 'np.random.choice'],
  normal: ['np.random.normal'],
  torchRandom: ['torch.rand'],
  torchUniform: ['torch.uniform_'],
  torchPermutation: ['torch.randperm'],
};

export class Replay implements RandomSource {
  #next = 0;
  /** Numbers of a recorded list that are still to be given out. */
  #rest: number[] = [];

  constructor(private readonly draws: readonly Draw[]) {}

  /** Recorded draws that nobody asked for. */
  get left(): number {
    return this.draws.length - this.#next + this.#rest.length;
  }

  random(): number {
    if (this.#rest.length === 0) this.#rest = listed(this.#take('random').value);
    return this.#rest.shift()!;
  }

  uniform(): number {
    return listed(this.#take('uniform').value)[0];
  }

  integer(low: number, high: number): number {
    const { args = [], value } = this.#take('integer');
    const [from, to] = args.length === 1 ? [0, args[0]] : args;
    if (from !== low || to !== high) {
      throw new Error(`an integer in [${low}, ${high}) is drawn, but the reference drew in [${from}, ${to})`);
    }
    return listed(value)[0];
  }

  choice(n: number): number {
    const draw = this.#take('choice');
    if (draw.n !== n) throw new Error(`one of ${n} is drawn, but the reference drew one of ${draw.n}`);
    return draw.index!;
  }

  /** A choice without replacement is the start of a permutation. */
  permutation(n: number): number[] {
    const start = listed(this.#take('permutation').value);
    const chosen = new Set(start);
    return [...start, ...Array.from({ length: n }, (_, i) => i).filter((i) => !chosen.has(i))];
  }

  normal(): number {
    return listed(this.#take('normal').value)[0];
  }

  torchRandom(): number {
    return listed(this.#take('torchRandom').value)[0];
  }

  torchUniform(): number {
    return listed(this.#take('torchUniform').value)[0];
  }

  torchPermutation(): number[] {
    return listed(this.#take('torchPermutation').value);
  }

  #take(method: keyof RandomSource): Draw {
    const draw = this.draws[this.#next++];
    if (draw === undefined) throw new Error(`${method} is drawn, but the reference drew nothing more`);
    if (!FUNCTIONS[method].includes(draw.fn)) {
      throw new Error(`draw ${this.#next} is ${method}, but the reference called ${draw.fn}`);
    }
    return draw;
  }
}

function listed(value: number | readonly number[] | undefined): number[] {
  return typeof value === 'number' ? [value] : [...(value ?? [])];
}
