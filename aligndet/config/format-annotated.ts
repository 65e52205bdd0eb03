/** @module Formats a config with the origin of each value beside it. */
import { formatKey, formatLiteral } from './format-config.js';
import { formatOrigin, originOf } from './history.js';
import type { LoadedConfig } from './layer.js';
import type { Locations } from './locations/locations.js';
import { variablesOf } from './named-values.js';
import { type ConfigValue, isObject } from './value.js';

const WIDTH = 80;
/** Column of the origins, unless the line is longer. */
const MARGIN = 64;

/**
 * @param shorten shortens the paths of files.
 * @param named the config with the names of environment variables in place of their values.
 */
export function formatAnnotated(
  loaded: LoadedConfig,
  locations: Locations,
  shorten: (file: string) => string,
  named?: LoadedConfig,
): string {
  const lines: string[] = [];
  const write = (text: string, path?: string) => {
    const change = path === undefined ? undefined : originOf(loaded, path);
    const names = path === undefined ? [] : variablesOf(named, path).map((name) => `, from $${name}`);
    const origin =
      change === undefined ? '' : `// ${formatOrigin(change, locations, shorten)}${names.join('')}`;
    lines.push(origin === '' ? text : `${text.padEnd(MARGIN)}  ${origin}`);
  };
  const visit = (value: ConfigValue, path: string, name: string, indent: string, comma: string): void => {
    const line = formatLiteral(value);
    const isLeaf = typeof value !== 'object' || value === null || Object.keys(value).length === 0;
    const fits = !line.includes('\n') && indent.length + name.length + line.length < WIDTH;
    if (isLeaf || (fits && hasOneOrigin(loaded, value, path))) {
      write(`${indent}${name}${line}${comma}`, path);
      return;
    }
    const [open, close] = Array.isArray(value) ? '[]' : '{}';
    write(`${indent}${name}${open}`);
    for (const [key, item] of Object.entries(value)) {
      const label = Array.isArray(value) ? '' : `${formatKey(key)}: `;
      visit(item, path === '' ? key : `${path}.${key}`, label, `${indent}  `, ',');
    }
    write(`${indent}${close}${comma}`);
  };
  visit(loaded.config, '', '', '', '');
  return lines.join('\n');
}

/** Whether one layer set all of a value, so that one origin is enough. */
function hasOneOrigin(loaded: LoadedConfig, value: ConfigValue, path: string): boolean {
  const files = new Set<string | undefined>();
  const visit = (at: ConfigValue, below: string): void => {
    if ((Array.isArray(at) || isObject(at)) && Object.keys(at).length > 0) {
      for (const [key, item] of Object.entries(at)) visit(item, below === '' ? key : `${below}.${key}`);
    } else {
      files.add(originOf(loaded, below)?.file);
    }
  };
  visit(value, path);
  return files.size === 1;
}
