/**
 * @module Finds where the values of a config are written, in every config language. Sources are parsed on demand:
 * loading a config does not need this.
 */
import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { CODE_EXTENSIONS } from '../evaluate.js';
import { type Layer, layersOf } from '../layer.js';
import type { Location, Locator } from './location.js';

/** Locations in several files. */
export class Locations {
  private constructor(readonly locators: ReadonlyMap<string, Locator>) {}

  /** Parses the files of a config, base configs included. */
  static async of(layers: Iterable<Layer>): Promise<Locations> {
    const files = [...new Set([...layers].flatMap(layersOf).map(({ file }) => file))];
    return Locations.ofFiles(files);
  }

  static async ofFiles(files: readonly string[]): Promise<Locations> {
    const found = await Promise.all(
      files.map(async (file) => [file, await locatorOf(file).catch(() => undefined)] as const),
    );
    return new Locations(
      new Map(found.filter((entry): entry is [string, Locator] => entry[1] !== undefined)),
    );
  }

  /** Location at which `file` sets the value at `path`; its first line when that is unknown. */
  find(file: string, path: string): Location | undefined {
    const locator = this.locators.get(file);
    if (locator === undefined) return undefined;
    const start = { file, line: 1, column: 1 };
    try {
      return locator(path) ?? start;
    } catch {
      return start; // a source nested too deeply for the parser; the error is reported elsewhere
    }
  }
}

async function locatorOf(file: string): Promise<Locator | undefined> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return undefined;
  const extension = extname(file);
  if (extension === '.py') return (await import('../python/locations.js')).pythonLocator(file);
  if (extension === '.yaml' || extension === '.yml')
    return (await import('./yaml-locations.js')).yamlLocator(file);
  if (extension !== '.json' && !CODE_EXTENSIONS.includes(extension)) return undefined;
  return (await import('./typescript-locations.js')).typescriptLocator(file);
}
