/** @module `aligndet reference`: writes `docs/reference`, or checks that it is up to date. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { builtinBuilder } from '../../builtins.js';
import {
  DataError,
  isClone,
  makeOutputFolder,
  packageRoot,
  UsageError,
  writeAtomically,
} from '../../core/index.js';
import type { Command } from '../command.js';
import { print } from '../terminal.js';
import { readOptionDocs } from './option-docs.js';
import { NOTE, referencePages } from './pages.js';

/** Folder of the pages. */
export const referenceFolder = join(packageRoot, 'docs/reference');

/** What stands at the start of config.schema.json, which has room for no note; `config schema` writes it with spaces. */
const SCHEMA_TITLE = /"title":\s*"AlignDet config"/;

export interface ReferenceFlags {
  readonly check?: boolean;
  readonly out?: string;
}

/** @returns the exit code: with `check`, 1 when a page is out of date. */
export function referenceCommand(
  { check = false, out = referenceFolder }: ReferenceFlags,
  commands: readonly Command[],
): number {
  if (!isClone) {
    throw new UsageError(
      'reference writes the pages from the sources, which an installed package does not have: run it in a clone of the repository.',
    );
  }
  if (!check) makeOutputFolder(out, '--out'); // before the schemas are read, which takes seconds
  const pages = referencePages(builtinBuilder(), readOptionDocs(), commands);
  const stale = stalePages(pages, out);
  if (check) {
    for (const page of stale) print(`${join(out, page)} is out of date. Run: npx aligndet reference\n`);
    return stale.length === 0 ? 0 : 1;
  }
  const foreign = foreignPage(stale, out);
  if (foreign !== undefined) {
    throw new DataError(
      `${join(out, foreign)} was not written by this command and would be overwritten. Choose another folder with --out.`,
    );
  }
  for (const page of stale) {
    const text = pages.get(page);
    if (text === undefined) rmSync(join(out, page));
    else writeAtomically(join(out, page), [text]);
  }
  print(`${pages.size} pages in ${out}, ${stale.length} of them changed\n`);
  return 0;
}

/** Pages that are missing, differ, or belong to a removed slot. Other files of the folder are left alone. */
export function stalePages(pages: ReadonlyMap<string, string>, folder: string): string[] {
  const kept = statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder) : [];
  const gone = kept.filter((page) => !pages.has(page) && page.endsWith('.md') && isOurs(join(folder, page)));
  const changed = [...pages].filter(
    ([page, text]) => !kept.includes(page) || readText(join(folder, page)) !== text,
  );
  return [...changed.map(([page]) => page), ...gone];
}

/** The first of the stale pages that people wrote; `undefined` when all may be overwritten. */
export function foreignPage(stale: readonly string[], folder: string): string | undefined {
  return stale.find((page) => existsSync(join(folder, page)) && !isOurs(join(folder, page)));
}

/** Whether a command wrote the file: pages start with a comment, the JSON Schema with its title. */
function isOurs(file: string): boolean {
  const text = readText(file);
  if (text === undefined) return false;
  return text.startsWith(NOTE) || SCHEMA_TITLE.test(text.slice(0, 200));
}

/** @returns `undefined` when it is not a file. */
function readText(file: string): string | undefined {
  return statSync(file).isFile() ? readFileSync(file, 'utf8') : undefined;
}
