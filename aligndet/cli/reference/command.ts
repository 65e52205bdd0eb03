/** @module `aligndet reference`: writes `docs/reference`, or says what in it is stale. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { builtinBuilder } from '../../builtins.js';
import { writeAtomically } from '../../core/index.js';
import { print } from '../terminal.js';
import { readOptionDocs } from './option-docs.js';
import { referencePages } from './pages.js';

const repository = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Where the pages are kept. */
export const referenceFolder = join(repository, 'docs/reference');

export interface ReferenceFlags {
  readonly check?: boolean;
  readonly out?: string;
}

/** @returns the exit code: with `check`, 1 when a page is stale. */
export function referenceCommand({ check = false, out = referenceFolder }: ReferenceFlags): number {
  const pages = referencePages(builtinBuilder(), readOptionDocs());
  const stale = stalePages(pages, out);
  if (check) {
    for (const page of stale) print(`${join(out, page)} is stale: run npx aligndet reference\n`);
    return stale.length === 0 ? 0 : 1;
  }
  mkdirSync(out, { recursive: true });
  for (const page of stale) {
    const text = pages.get(page);
    if (text === undefined) rmSync(join(out, page));
    else writeAtomically(join(out, page), [text]);
  }
  print(`${pages.size} pages in ${out}, ${stale.length} of them changed\n`);
  return 0;
}

/** Pages that are missing, differ, or should not be there. */
export function stalePages(pages: ReadonlyMap<string, string>, folder: string): string[] {
  const kept = existsSync(folder) ? readdirSync(folder) : [];
  const gone = kept.filter((page) => !pages.has(page));
  const changed = [...pages].filter(
    ([page, text]) => !kept.includes(page) || readFileSync(join(folder, page), 'utf8') !== text,
  );
  return [...changed.map(([page]) => page), ...gone];
}
