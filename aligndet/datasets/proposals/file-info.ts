/** @module Reads the `info` of a proposal file without the rest, which may be large. */
import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** `info` of the first line, as {@link proposalFile} writes it; `undefined` for other files. */
export async function fileInfo(path: string): Promise<unknown> {
  if (!existsSync(path)) return undefined;
  const input = createReadStream(path, { end: MAX_BYTES });
  try {
    for await (const line of createInterface({ input })) return JSON.parse(`${line.replace(/,$/, '')}}`).info;
  } catch {
    // written by another program
  } finally {
    input.destroy();
  }
  return undefined;
}

/** Other files may be a single long line. */
const MAX_BYTES = 16 << 20;
