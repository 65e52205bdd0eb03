/** @module Times a step in a process of its own, and reports it on stdout. */
import { peakMb } from './peak-memory.js';

/** @param step gives a number that must be the rival's too. */
export function measured(step: () => number): void {
  const baseMb = peakMb();
  const start = performance.now();
  const sum = step();
  const timeMs = performance.now() - start;
  process.stdout.write(JSON.stringify({ timeMs, peakMb: peakMb() - baseMb, sum }));
}
