/** @module How much memory this process had at most. */
import { existsSync, readFileSync } from 'node:fs';

const STATUS = '/proc/self/status';

/** Largest resident memory of this program, in MB. `getrusage` would count what its parent had when it was forked. */
export function peakMb(): number {
  const line = existsSync(STATUS) ? /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(STATUS, 'utf8')) : null;
  return (line === null ? process.resourceUsage().maxRSS : Number(line[1])) / 1024;
}
