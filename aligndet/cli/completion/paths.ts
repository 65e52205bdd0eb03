/** @module Completion of paths: folders, and files of some kind. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Candidate } from './candidate.js';

/** Files that may be configs. */
export const CONFIG_FILES = /\.(?:[mc]?[tj]s|json|ya?ml|py)$/;

/** Entries of a folder that start with `word`; of files, only those that match `files`. */
export function pathCandidates(word: string, files: RegExp = /./): Candidate[] {
  const folder = word.slice(0, word.lastIndexOf('/') + 1);
  const beginning = word.slice(folder.length);
  return namesIn(folder === '' ? '.' : folder)
    .filter((name) => name.startsWith(beginning) && (beginning.startsWith('.') || !name.startsWith('.')))
    .flatMap((name) => {
      const isFolder = isDirectory(join(folder, name));
      if (!isFolder && !files.test(name)) return [];
      return [{ text: `${folder}${name}${isFolder ? '/' : ''}`, about: '', isDone: !isFolder }];
    });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // no such folder: nothing to offer
  }
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
