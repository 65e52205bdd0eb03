/** @module The config of a run: a file, or an object as returned by `defineConfig`. */
import { basename, extname, join } from 'node:path';
import {
  type ConfigValue,
  type LoadedConfig,
  loadConfig,
  type Overrides,
  readConfigFile,
} from '../config/index.js';
import { describeValue, UsageError } from '../core/index.js';
import type { ConfigChanges, ConfigSource } from './options.js';

/** Replaces the file name for a config that is an object, in messages and in log names. */
const OBJECT_NAME = 'config-object';

export interface NamedConfig {
  readonly loaded: LoadedConfig;
  /** File name without extension. */
  readonly name: string;
  readonly isFile: boolean;
}

/**
 * Paths in an object (`_base_`, `custom_imports`) are relative to the current folder.
 *
 * @throws {ConfigError} if the config cannot be read, or is incompatible with its bases.
 * @throws {UsageError} if `source` is neither a path nor an object.
 */
export async function configOf(source: ConfigSource, changes: ConfigChanges = []): Promise<NamedConfig> {
  const overrides = overridesOf(changes);
  if (typeof source === 'string' && source !== '') {
    const loaded = await loadConfig(source, { overrides });
    return { loaded, name: basename(loaded.file, extname(loaded.file)), isFile: true };
  }
  if (typeof source !== 'object' || source === null || Array.isArray(source)) {
    throw new UsageError(
      `config: expected the path of a config file, or an object as returned by defineConfig, but got ${describeValue(source)}.`,
    );
  }
  const file = join(process.cwd(), OBJECT_NAME);
  const read = async (path: string) => (path === file ? source : readConfigFile(path));
  return { loaded: await loadConfig(file, { overrides, read }), name: OBJECT_NAME, isFile: false };
}

function overridesOf(changes: ConfigChanges): readonly string[] | Overrides {
  if (Array.isArray(changes) || changes instanceof Map) return changes as readonly string[] | Overrides;
  if (typeof changes !== 'object' || changes === null) {
    throw new UsageError(
      `overrides: expected ['key=value', ...] or { 'dotted.key': value }, but got ${describeValue(changes)}.`,
    );
  }
  return new Map(Object.entries(changes as Readonly<Record<string, ConfigValue>>));
}
