/** @module Two sides that run in processes of their own and take turns, as programs that users start. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { summarise, type Timing } from './benchmark.js';

/** One run of one side, as the scripts in `children` and `rivals` report it. */
interface Run {
  readonly timeMs: number;
  /** Above what the process had before. */
  readonly peakMb: number;
  /** Of what was read: the same on both sides. */
  readonly sum: number;
}

/** Runs a script on files. */
export type Contender = (...files: string[]) => Promise<Run>;

export function contender(program: string, ...words: string[]): Contender {
  return async (...files) => {
    const { stdout } = await promisify(execFile)(program, [...words, ...files]);
    return JSON.parse(stdout.slice(stdout.lastIndexOf('{')));
  };
}

/** @param run one run of a side. @throws when the sides do not read the same. */
export async function takeTurns(
  contenders: readonly Contender[],
  repeats: number,
  run: (contender: Contender) => Promise<Run>,
): Promise<(Timing & { peakMb: number })[]> {
  const runs: Run[][] = contenders.map(() => []);
  for (let i = 0; i < repeats; i++) {
    for (const [at, contender] of contenders.entries()) runs[at].push(await run(contender));
  }
  const sums = new Set(runs.flat().map(({ sum }) => sum));
  if (sums.size > 1) throw new Error(`What was read differs: the sums are ${[...sums].join(' and ')}.`);
  return runs.map((own) => ({
    ...summarise(own.map(({ timeMs }) => timeMs)),
    peakMb: Math.max(...own.map(({ peakMb }) => peakMb)),
  }));
}
