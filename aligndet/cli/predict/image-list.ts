/** @module The images that words of a command line mean: files, URLs, folders with their subfolders, patterns. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DataError, filesBelow } from '../../core/index.js';
import { imagesOfFolder, noImages } from '../../datasets/index.js';

const URL_SCHEME = /^(https?|file|data):/i;
const PATTERN = /[*?[\]{}]/;

/**
 * Each image once, in the order of the words; those of a folder or a pattern by their names.
 *
 * @throws {DataError} for a folder without images, and for a pattern that nothing matches.
 */
export async function imageList(words: readonly string[]): Promise<string[]> {
  const images = new Set<string>();
  for (const word of words) for (const image of await meantBy(word)) images.add(image);
  return [...images];
}

async function meantBy(word: string): Promise<readonly string[]> {
  if (URL_SCHEME.test(word)) return [word];
  if (existsSync(word)) {
    if (!statSync(word).isDirectory()) return [word];
    const found = await imagesOfFolder(word);
    if (found.images.length === 0) throw noImages(word, found);
    return found.images.map((name) => join(word, name));
  }
  return PATTERN.test(word) ? matching(word) : [word]; // that there is no such file is told when it is read
}

async function matching(pattern: string): Promise<string[]> {
  const parts = pattern.split('/');
  const fixed = parts.findIndex((part) => PATTERN.test(part));
  const folder = parts.slice(0, fixed).join('/') || (pattern.startsWith('/') ? '/' : '.');
  const expression = expressionOf(parts.slice(fixed).join('/'));
  const paths = existsSync(folder) && statSync(folder).isDirectory() ? (await filesBelow(folder)).paths : [];
  const found = paths.filter((path) => expression.test(path));
  if (found.length > 0) return found.map((path) => (folder === '.' ? path : join(folder, path)));
  throw new DataError(
    `No file matches ${pattern}: ${paths.length} file${paths.length === 1 ? ' is' : 's are'} below ${folder}. ` +
      '* stands for any characters of a name, ** for any folders, ? for one character, {a,b} for one of several.',
  );
}

/** As shells read patterns: a star stays within a name, two stars cross folders. */
function expressionOf(pattern: string): RegExp {
  const source = pattern.replaceAll(
    /\*\*\/|\*\*|\*|\?|\[[!^]?[^\]]+\]|\{[^{}]*\}|[\\^$.|+()[\]{}]/g,
    (part) => {
      if (part === '**/') return '(?:[^/]+/)*';
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      if (part === '?') return '[^/]';
      if (part.startsWith('{') && part.length > 1) {
        const choices = part.slice(1, -1).split(',');
        return `(?:${choices.map((choice) => expressionOf(choice).source.slice(1, -1)).join('|')})`;
      }
      if (part.startsWith('[') && part.length > 1) return part.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
      return `\\${part}`;
    },
  );
  return new RegExp(`^${source}$`);
}
