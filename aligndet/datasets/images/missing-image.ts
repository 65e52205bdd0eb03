/** @module Why an image is not where its dataset says, by what is there instead. */
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { basename, dirname, extname, join, sep } from 'node:path';
import { nearest } from '../../core/index.js';

/** Names of a folder beyond this many are not compared letter by letter. */
const MAX_COMPARED = 20_000;

/** Subfolders that are looked into. */
const MAX_FOLDERS = 200;

/** Sentences on a path that does not exist: what is likely meant, and what to do. */
export function whyMissing(path: string): string {
  const { folder, rest } = deepestFolder(path);
  const target = linkTarget(join(folder, rest[0]));
  if (target !== undefined) {
    return `${join(folder, rest[0])} is a symbolic link to ${target}, which does not exist. Mount or copy what it leads to.`;
  }
  const found = withSlashes(folder, rest) ?? otherSpelling(folder, rest) ?? otherFolder(path, folder, rest);
  return found ?? whatIsThere(folder, rest);
}

/** Where a link leads; `undefined` for what is none. */
function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** The part of a path that exists, and the names that do not. */
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
    `It is a path of Windows: "\\" separates no folders here. Write file_name with slashes, below img_prefix: ` +
    `"${mend}"${existing === undefined ? '' : ' exists'} (for all of a JSON file: sed -i 's#\\\\\\\\#/#g' ANNOTATION_FILE).`
  );
}

/** Of the path of another machine, as many of its last names as exist below `folder`. */
export function lastNamesBelow(folder: string, parts: readonly string[]): string | undefined {
  const start = parts.findIndex((_, i) => existsSync(join(folder, ...parts.slice(i))));
  return start < 0 ? undefined : parts.slice(start).join('/');
}

/** The same names in other letters: capitals, escapes of URLs, accents in two code points, blanks, another extension. */
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
  return `There is ${at}, which differs in ${[...reasons].join(' and ')}. Use one spelling for both.`;
}

const SPELLINGS: readonly (readonly [reason: string, key: (name: string) => string])[] = [
  ['the Unicode form of its accents (macOS writes them as two characters)', (name) => name.normalize('NFC')],
  ['percent signs, which URLs escape characters with', unescaped],
  ['capital and small letters', (name) => name.normalize('NFC').toLowerCase()],
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
    return name; // a percent sign that escapes nothing
  }
}

/** The same name, with a folder more or less on the way. */
function otherFolder(path: string, folder: string, rest: readonly string[]): string | undefined {
  const parts = path.split(sep);
  for (let i = parts.length - 2; i > 0; i--) {
    const shorter = [...parts.slice(0, i), ...parts.slice(i + 1)].join(sep);
    if (existsSync(shorter)) return `There is ${shorter}: "${parts[i]}" stands once too often in the path.`;
  }
  const name = rest[rest.length - 1];
  const candidates = [folder, ...foldersIn(folder).map((inner) => join(folder, inner))];
  const candidate = candidates.find((one) => existsSync(join(one, name)));
  if (candidate === undefined) return undefined;
  return `There is ${join(candidate, name)}: the folder on the way is another.`;
}

function whatIsThere(folder: string, rest: readonly string[]): string {
  if (rest.length > 1) return `The folder ${join(folder, rest[0])} does not exist.`;
  const names = namesIn(folder);
  if (names.length === 0) return `The folder ${folder} is empty.`;
  const near = names.length > MAX_COMPARED ? [] : nearest(rest[0], names);
  const shown = (near.length > 0 ? near : names.slice(0, 3)).map((name) => `"${name}"`).join(', ');
  return near.length > 0
    ? `The nearest names in its folder are ${shown}.`
    : `Its folder has ${names.length} other names, such as ${shown}.`;
}

const stemOf = (name: string): string => basename(name, extname(name));

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // a file, or a folder that may not be read
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
