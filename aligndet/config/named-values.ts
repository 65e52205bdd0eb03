/**
 * @module Finds the values of a config that come from environment variables, by loading it with the variables' names
 * instead.
 */
import { variablesIn, withNames } from './environment.js';
import { type LoadedConfig, layersOf } from './layer.js';
import { loadConfig } from './load.js';
import { readConfigFile } from './read-file.js';
import { readSource, type Texts } from './source-text.js';
import { type ConfigValue, valueAt } from './value.js';

const NAME = /<\$(\w+)>/g;
const PLACEHOLDER = /\{\{['"]?\s*\$\w+[^}]*\}\}/g;

/** `loaded` with `<$NAME>` where values of variables stand; nothing when none does. */
export async function namedValues(loaded: LoadedConfig): Promise<LoadedConfig | undefined> {
  const files = [...new Set(layersOf(loaded.layer).map(({ file }) => file))];
  const sources: [string, string][] = [];
  for (const file of files) {
    const text = await readSource(file).catch(() => '');
    if (variablesIn(text).length > 0) sources.push([file, text]);
  }
  if (sources.length === 0) return undefined;
  // a name needs quotes where the placeholder had none; which ones depends on the language
  for (const write of [quoted, withNames]) {
    const texts: Texts = new Map(sources.map(([file, text]) => [file, write(text)]));
    try {
      const read = (file: string) => readConfigFile(file, texts);
      return await loadConfig(loaded.file, { overrides: loaded.overrides, read });
    } catch {
      // the next one
    }
  }
  return undefined;
}

/** @param named result of {@link namedValues}. */
export function variablesOf(named: LoadedConfig | undefined, path: string): string[] {
  const value: ConfigValue | undefined = named === undefined ? undefined : valueAt(named.config, path);
  const text = JSON.stringify(value ?? null);
  return [...new Set([...text.matchAll(NAME)].map(([, name]) => name))];
}

function quoted(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      line.replace(PLACEHOLDER, (found, at: number) => {
        const before = line.slice(0, at);
        const isInside = ['"', "'", '`'].some((quote) => (before.split(quote).length - 1) % 2 === 1);
        return isInside ? withNames(found) : JSON.stringify(withNames(found));
      }),
    )
    .join('\n');
}
