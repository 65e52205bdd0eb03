/** @module Source texts. Lines, columns and offsets count without a byte-order mark. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Texts that replace the contents of files, by absolute path. */
export type Texts = ReadonlyMap<string, string>;

export const BYTE_ORDER_MARK = '\uFEFF';

export function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
}

export async function readSource(file: string, texts?: Texts): Promise<string> {
  return withoutMark(texts?.get(file) ?? (await readFile(file, 'utf8')));
}

export function readSourceSync(file: string): string {
  return withoutMark(readFileSync(file, 'utf8'));
}
