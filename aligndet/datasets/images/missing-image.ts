/** @module Explains why an image file does not exist, by what exists instead. */
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { basename, dirname, extname, join, sep } from 'node:path';
import { nearest } from '../../core/index.js';

/** Maximum number of names in a folder that are compared by edit distance. */
const MAX_COMPARED = 20_000;

/** Maximum number of subfolders that are searched. */
const MAX_FOLDERS = 200;

/** Message on a path that does not exist: the likely cause, and the remedy. */
export function whyMissing(path: string): string {
  const { folder, rest } = deepestFolder(path);
  const target = linkTarget(join(folder, rest[0]));
  if (target !== undefined) {
    return `${join(folder, rest[0])} is a symbolic link to ${target}, which does not exist. Mount or copy its target.`;
  }
  const found = withSlashes(folder, rest) ?? otherSpelling(folder, rest) ?? otherFolder(path, folder, rest);
  return found ?? whatIsThere(folder, rest);
}

/** Target of a link; `undefined` for other files. */
function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** The existing prefix of a path, and the missing names. */
function deepestFolder(path: string): { folder: string; rest: string[] } {
  const rest = [basename(path)];
  let folder = dirname(path);
  while (!existsSync(folder) && dirname(folder) !== folder) {
    rest.unshift(basename(folder));
    folder = dirname(folder);
  }
  return { folder, rest };
}

function withSlashes(folder: string, rest: readonly string[]): string | undefined {
  const name = rest.join('/');
  if (!name.includes('\\')) return undefined;
  const parts = name.split(/[\\/]+/);
  const existing = lastNamesBelow(folder, parts);
  const mend = existing ?? parts.slice(/^[a-z]:$/i.test(parts[0]) ? 1 : 0).join('/');
  return (
    `It is a Windows path, but "\\" is not a separator on this system. Write file_name with slashes, relative to img_prefix: ` +
    `"${mend}"${existing === undefined ? '' : ' exists'} (to convert a JSON file: sed -i 's#\\\\\\\\#/#g' ANNOTATION_FILE).`
  );
}

/** The longest end of a path of another machine that exists below `folder`. */
export function lastNamesBelow(folder: string, parts: readonly string[]): string | undefined {
  const start = parts.findIndex((_, i) => existsSync(join(folder, ...parts.slice(i))));
  return start < 0 ? undefined : parts.slice(start).join('/');
}

/** Finds names that differ in case, URL escapes, Unicode form, blanks or extension. */
function otherSpelling(folder: string, rest: readonly string[]): string | undefined {
  let at = folder;
  const reasons = new Set<string>();
  for (const name of rest) {
    const names = namesIn(at);
    const match = names.includes(name) ? { name, reason: undefined } : sameName(name, names);
    if (match === undefined) return undefined;
    if (match.reason !== undefined) reasons.add(match.reason);
    at = join(at, match.name);
  }
  return `${at} exists, which differs in ${[...reasons].join(' and ')}. Use the same name in both.`;
}

const SPELLINGS: readonly (readonly [reason: string, key: (name: string) => string])[] = [
  [
    'the Unicode normalization of accents (macOS stores them as two code points)',
    (name) => name.normalize('NFC'),
  ],
  ['URL escapes (%)', unescaped],
  ['upper and lower case', (name) => name.normalize('NFC').toLowerCase()],
  ['blanks', (name) => name.trim().replace(/\s*(\.\w+)$/, '$1')],
  ['its extension', (name) => stemOf(name)],
];

function sameName(name: string, names: readonly string[]): { name: string; reason: string } | undefined {
  for (const [reason, key] of SPELLINGS) {
    const found = names.find((other) => key(other) === key(name));
    if (found !== undefined) return { name: found, reason };
  }
  return undefined;
}

function unescaped(name: string): string {
  try {
    return decodeURIComponent(name).normalize('NFC');
  } catch {
    return name; // an invalid escape
  }
}

/** The same name with one folder more or less in the path. */
function otherFolder(path: string, folder: string, rest: readonly string[]): string | undefined {
  const parts = path.split(sep);
  for (let i = parts.length - 2; i > 0; i--) {
    const shorter = [...parts.slice(0, i), ...parts.slice(i + 1)].join(sep);
    if (existsSync(shorter)) return `${shorter} exists: the path contains "${parts[i]}" once too often.`;
  }
  const name = rest[rest.length - 1];
  const candidates = [folder, ...foldersIn(folder).map((inner) => join(folder, inner))];
  const candidate = candidates.find((one) => existsSync(join(one, name)));
  if (candidate === undefined) return undefined;
  return `A file of this name exists in another folder: ${join(candidate, name)}.`;
}

function whatIsThere(folder: string, rest: readonly string[]): string {
  if (rest.length > 1) return `The folder ${join(folder, rest[0])} does not exist.`;
  const names = namesIn(folder);
  if (names.length === 0) return `The folder ${folder} is empty.`;
  const near = names.length > MAX_COMPARED ? [] : nearest(rest[0], names);
  const shown = (near.length > 0 ? near : names.slice(0, 3)).map((name) => `"${name}"`).join(', ');
  return near.length > 0
    ? `Similar names in its folder: ${shown}.`
    : `Its folder contains ${names.length} other files, such as ${shown}.`;
}

const stemOf = (name: string): string => basename(name, extname(name));

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // a file, or a folder without read permission
  }
}

function foldersIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).slice(0, MAX_FOLDERS);
  } catch {
    return [];
  }
}
