/**
 * @module Locates the images of an annotation file.
 *
 * A file name is searched below each folder. Where several contain it (`train/0001.jpg`, `val/0001.jpg`), the folder
 * is
 * chosen by its role, and an image of train is never read for val.
 */
import { dirname } from 'node:path/posix';
import { DataError } from '../../../core/index.js';
import type { AnnotationFile } from './annotation-files.js';
import { roleOf } from './roles.js';

/** Usual names of the folder of all images. */
const IMAGES = /^(images?|imgs?|jpegimages|photos)$/i;

/** How well a folder matches an annotation file. */
enum Fit {
  /** It belongs to the other split. */
  Other,
  Neutral,
  NamedImages,
  SameRole,
  /** The annotation file lies in it. */
  Own,
}

/** A folder that file names are relative to. */
interface Start {
  /** Path below the data folder with a trailing `/`; empty for the data folder itself. */
  readonly prefix: string;
  readonly fit: Fit;
  /** Images of the annotation file that it contains. */
  count: number;
}

/** Files by base name. */
export type FilesByName = ReadonlyMap<string, readonly string[]>;

export function filesByName(paths: readonly string[]): FilesByName {
  const found = new Map<string, string[]>();
  for (const path of paths) {
    const name = baseOf(path);
    const same = found.get(name);
    if (same === undefined) found.set(name, [path]);
    else same.push(path);
  }
  return found;
}

/**
 * Path below the data folder of each image of `file`; `undefined` where there is none.
 *
 * @param other the file of the other split.
 * @throws {DataError} when two folders match equally well.
 */
export function imagePaths(
  file: AnnotationFile,
  files: FilesByName,
  other?: AnnotationFile,
): (string | undefined)[] {
  const names = file.json.images.map((image) => plainName(image.file_name));
  const found = prefixesOfAll(names, files);
  const starts = new Map<string, Start>();
  for (const prefixes of found) {
    for (const prefix of prefixes.keys()) {
      const start = starts.get(prefix) ?? { prefix, fit: fitOf(prefix, file, other), count: 0 };
      start.count++;
      starts.set(prefix, start);
    }
  }
  const order = [...starts.values()].sort(better);
  const others = new Set(other?.json.images.map((image) => plainName(image.file_name)));
  return found.map((prefixes, i) => {
    const possible = order.filter(
      ({ prefix, fit }) => prefixes.has(prefix) && (fit !== Fit.Other || !others.has(names[i])),
    );
    const [best, second] = possible;
    if (best === undefined) return undefined;
    if (second?.fit === best.fit && second.count === best.count) {
      throw ambiguous(
        file,
        names[i],
        possible.filter(({ fit, count }) => fit === best.fit && count === best.count),
      );
    }
    return prefixes.get(best.prefix);
  });
}

/** Normalizes to forward slashes without a leading `./`: file names come from every system. */
export function plainName(name: string): string {
  return name.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
}

/**
 * For each name, the candidate files by prefix. Where no full name is found, names are paths of
 * another machine, and the ends of the paths are matched, as long as they are unique.
 */
function prefixesOfAll(names: readonly string[], files: FilesByName): Map<string, string>[] {
  const whole = names.map((name) => prefixesOf(name, files));
  if (whole.some((prefixes) => prefixes.size > 0)) return whole;
  const bases = names.map(baseOf);
  return new Set(bases).size === names.length ? bases.map((base) => prefixesOf(base, files)) : whole;
}

function prefixesOf(name: string, files: FilesByName): Map<string, string> {
  const meant = (files.get(baseOf(name)) ?? []).filter((path) => path === name || path.endsWith(`/${name}`));
  return new Map(meant.map((path) => [path.slice(0, path.length - name.length), path]));
}

function fitOf(prefix: string, file: AnnotationFile, other: AnnotationFile | undefined): Fit {
  const own = dirname(file.path);
  const role = roleOf(prefix);
  if (prefix === (own === '.' ? '' : `${own}/`)) return Fit.Own;
  if (role !== undefined && role === file.role) return Fit.SameRole;
  if (other !== undefined && role !== undefined && role !== 'trainval') return Fit.Other;
  return IMAGES.test(baseOf(prefix.slice(0, -1))) ? Fit.NamedImages : Fit.Neutral;
}

function better(a: Start, b: Start): number {
  return b.fit - a.fit || b.count - a.count || (a.prefix < b.prefix ? -1 : 1);
}

function ambiguous({ path }: AnnotationFile, name: string, starts: readonly Start[]): DataError {
  const folders = starts.map(({ prefix }) => prefix || '.').slice(0, 5);
  return new DataError(
    `${path}: the image "${name}" is in ${starts.length} folders: ${folders.join(', ')}. ` +
      `Write the folder into file_name ("${starts[0].prefix}${name}"), or remove the other folders.`,
  );
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
