/** @module The line and column of a byte of a text file, both 1-based; columns count bytes. */
import { closeSync, openSync, readSync } from 'node:fs';

const CHUNK = 1 << 20;
const LINE_FEED = 10;

export function lineAndColumn(path: string, byte: number): { line: number; column: number } {
  const file = openSync(path, 'r');
  try {
    const chunk = Buffer.alloc(CHUNK);
    let line = 1;
    let start = 0; // of the line
    for (let at = 0; at < byte; ) {
      const size = readSync(file, chunk, 0, Math.min(CHUNK, byte - at), at);
      if (size === 0) break;
      const part = chunk.subarray(0, size);
      for (let i = part.indexOf(LINE_FEED); i >= 0; i = part.indexOf(LINE_FEED, i + 1)) {
        line++;
        start = at + i + 1;
      }
      at += size;
    }
    return { line, column: byte - start + 1 };
  } finally {
    closeSync(file);
  }
}
