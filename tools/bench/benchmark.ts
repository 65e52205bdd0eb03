/** @module What a benchmark is, and how its runs are summed up. */

export interface Timing {
  readonly medianMs: number;
  /** From the fastest to the slowest run. */
  readonly spreadMs: readonly [number, number];
  /** Largest resident memory, where it was measured. */
  readonly peakMb?: number;
}

export interface BenchmarkResult {
  readonly ours: Timing;
  /** Absent where the rival is not installed. */
  readonly rival?: Timing;
  /** Our median over the rival's. */
  readonly ratio?: number;
  /** Our peak memory over the rival's. */
  readonly memoryRatio?: number;
  readonly note?: string;
}

export interface Benchmark {
  readonly name: string;
  /** What it is timed against. */
  readonly rival: string;
  /** The largest ratio that counts as reached. */
  readonly goal: number;
  run(): Promise<BenchmarkResult>;
}

/** Python with the rival's packages; the benchmarks without it time our side alone. */
export function rivalPython(variable = 'ALIGNDET_BENCH_PYTHON'): string | undefined {
  return process.env[variable];
}

export function summarise(timesMs: readonly number[]): Timing {
  const sorted = [...timesMs].sort((a, b) => a - b);
  return { medianMs: sorted[sorted.length >> 1], spreadMs: [sorted[0], sorted[sorted.length - 1]] };
}

/** Runs `code` to warm up, then `repeats` times. */
export async function time(code: () => unknown, repeats = 9, warmUps = 2): Promise<Timing> {
  const times: number[] = [];
  for (let i = -warmUps; i < repeats; i++) {
    const start = performance.now();
    await code();
    if (i >= 0) times.push(performance.now() - start);
  }
  return summarise(times);
}
