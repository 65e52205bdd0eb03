/** @module `aligndet config diff`: the values in which two resolved configs differ, and where each was set. */
import {
  ConfigLocations,
  type ConfigValue,
  differencesOf,
  formatJson,
  formatLiteral,
  formatOrigin,
  type LoadedConfig,
  loadConfig,
  originOf,
} from '../../config/index.js';
import { oneLine } from '../../core/index.js';
import { print } from '../terminal.js';
import { shorten } from './explain.js';

export interface DiffFlags {
  readonly configs: readonly [string, string];
  readonly json?: boolean;
}

/** @returns 0 when the configs are equal, 1 otherwise, like `diff`. */
export async function diffCommand({ configs, json }: DiffFlags): Promise<number> {
  const [before, after] = await Promise.all(configs.map((config) => loadConfig(config)));
  const differences = differencesOf(before.config, after.config);
  if (json) {
    print(`${formatJson(differences)}\n`);
    return differences.length === 0 ? 0 : 1;
  }
  const locations = await ConfigLocations.of([before.layer, after.layer]);
  const line = (sign: string, loaded: LoadedConfig, path: string, value: ConfigValue | undefined) => {
    if (value === undefined) return [];
    const origin = originOf(loaded, path);
    const where = origin === undefined ? '' : `  (${formatOrigin(origin, locations, shorten)})`;
    return [`${sign} ${formatLiteral(value, '  ')}${where}\n`];
  };
  for (const { path, before: old, after: now } of differences) {
    print(`${oneLine(path)}\n${[...line('-', before, path, old), ...line('+', after, path, now)].join('')}`);
  }
  return differences.length === 0 ? 0 : 1;
}
