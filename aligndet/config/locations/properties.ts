/** @module Properties of configs in their sources, for every config language. */
import { extname } from 'node:path';
import { ts } from 'ts-morph';
import { CODE_EXTENSIONS } from '../evaluate.js';
import { pythonProperties } from '../python/properties.js';
import { readSource } from '../source-text.js';
import type { Property } from './property.js';
import { nodeAt } from './typescript-locations.js';
import { nameOf, TypeScriptSources } from './typescript-source.js';
import { yamlProperties } from './yaml-properties.js';

/** Finds the property that sets the value at a path; `undefined` when that is not written as a key with its value. */
export type PropertyFinder = (path: string) => Property | undefined;

export class Properties {
  private constructor(readonly finders: ReadonlyMap<string, PropertyFinder>) {}

  static async of(files: Iterable<string>): Promise<Properties> {
    const finders = new Map<string, PropertyFinder>();
    for (const file of new Set(files)) {
      const finder = await finderOf(file).catch(() => undefined);
      if (finder !== undefined) finders.set(file, finder);
    }
    return new Properties(finders);
  }

  find(file: string, path: string): Property | undefined {
    return this.finders.get(file)?.(path);
  }
}

async function finderOf(file: string): Promise<PropertyFinder | undefined> {
  const extension = extname(file);
  const source = await readSource(file);
  if (extension === '.py') return pythonProperties(file, source);
  if (extension === '.yaml' || extension === '.yml') return yamlProperties(file, source);
  if (extension === '.json' || CODE_EXTENSIONS.includes(extension)) return typescriptProperties(file);
  return undefined;
}

function typescriptProperties(file: string): PropertyFinder {
  const sources = new TypeScriptSources();
  return (path) => {
    const node = nodeAt(file, path, sources);
    const property = node?.parent;
    if (property === undefined) return undefined;
    const isShort = ts.isShorthandPropertyAssignment(property);
    if (!isShort && !ts.isPropertyAssignment(property)) return undefined;
    const name = nameOf(property.name);
    if (name === undefined || !(path === name || path.endsWith(`.${name}`))) return undefined;
    const from = property.getSourceFile();
    return {
      file: from.fileName,
      source: from.text,
      style: from.fileName.endsWith('.json') ? 'json' : 'typescript',
      start: property.getStart(),
      end: property.end,
      valueText: (isShort ? property.name : property.initializer).getText(),
    };
  };
}
