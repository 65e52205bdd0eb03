/** @module Times a step in a process of its own, and reports it on stdout. */
import { existsSync, readFileSync } from 'node:fs';

const STATUS = '/proc/self/status';

/** @param step gives a number that must be the rival's too. */
export function measured(step: () => number): void {
  const baseMb = peakMb();
  const start = performance.now();
  const sum = step();
  const timeMs = performance.now() - start;
  process.stdout.write(JSON.stringify({ timeMs, peakMb: peakMb() - baseMb, sum }));
}

/** Largest resident memory of this program. `getrusage` would count what its parent had when it was forked. */
function peakMb(): number {
  const line = existsSync(STATUS) ? /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(STATUS, 'utf8')) : null;
  return (line === null ? process.resourceUsage().maxRSS : Number(line[1])) / 1024;
}
