/** @module `aligndet checkpoint diff A B`. */
import { diffCheckpoints } from '../../checkpoint/index.js';
import { print, printLine } from '../terminal.js';

/** @returns the exit code: 0 for equal tensors, 1 otherwise, like `diff`. */
export function diffCommand(first: string, second: string, { json = false }: { json?: boolean }): number {
  const diff = diffCheckpoints(first, second);
  const { onlyInFirst, onlyInSecond, changed, equal } = diff;
  if (json) {
    print(`${JSON.stringify(diff, null, 1)}\n`);
  } else {
    for (const path of onlyInFirst) printLine(`- ${path}`);
    for (const path of onlyInSecond) printLine(`+ ${path}`);
    for (const { path, what, detail } of changed) printLine(`! ${path}: ${what}: ${detail}`);
    printLine(
      `${equal} equal, ${changed.length} changed, ${onlyInFirst.length} only in ${first}, ${onlyInSecond.length} only in ${second}`,
    );
  }
  return onlyInFirst.length + onlyInSecond.length + changed.length === 0 ? 0 : 1;
}
