/**
 * @module Loads a config: its file, the files it inherits from, and the options of the command line.
 *
 * The order of keys, what `_delete_` does and what is an error follow mmcv 1.6, so that a published config resolves
 * to
 * the same value here. The layers are kept to explain values.
 */
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { ConfigError, type ConfigIssue, describeValue, publishedConfig, UsageError } from '../core/index.js';
import { fillString } from './environment.js';
import { withoutValues } from './environment-text.js';
import { fileOf } from './evaluate.js';
import { COMMAND_LINE, originOf } from './history.js';
import type { Layer, LoadedConfig } from './layer.js';
import { mergeOptions, mergeOver } from './merge.js';
import { nestOverrides, type Overrides, parseOverrides } from './overrides.js';
import { fillFileNames, fillReferences } from './placeholders.js';
import { readConfigFile } from './read-file.js';
import { substituteKeys } from './substitution.js';
import { type ConfigObject, isObject, plainCopy, tooLarge } from './value.js';

/** Top-level key for the configs to inherit from. */
const BASE_KEY = '_base_';
const DEPRECATION_KEY = '_deprecation_';
/** Names that mmcv reserves. */
const RESERVED_KEYS = ['filename', 'text', 'pretty_text'];
/** Maximum depth of inheritance; more is treated as an error. */
const MAX_LAYERS = 50;

export interface LoadOptions {
  /** The words after `--cfg-options`, or their parsed form. */
  readonly overrides?: readonly string[] | Overrides;
  /** Reads a file, for files that are not on disk under their name. */
  readonly read?: (file: string) => Promise<unknown>;
}

/**
 * Loads the config at `path`, a `.ts`, `.js`, `.json`, `.yaml` or `.py` file; `aligndet/configs/...` names a published one.
 *
 * @throws {ConfigError} when a file is missing, cannot be read, or cannot be merged over its bases.
 * @throws {UsageError} when an override is not `key=value`.
 * @example
 * ```ts
 * import { loadConfig } from 'aligndet';
 *
 * const { config } = await loadConfig('config.ts', { overrides: ['optimizer.lr=0.01'] });
 * console.log((config.optimizer as { lr: number }).lr); // -> 0.01
 * ```
 */
export async function loadConfig(path: string, options: LoadOptions = {}): Promise<LoadedConfig> {
  const { overrides = [], read = readConfigFile } = options;
  const own = absolute(path, process.cwd());
  const file = existsSync(own) ? own : (publishedConfig(path) ?? own);
  const parsed: Overrides = Array.isArray(overrides) ? parseOverrides(overrides) : (overrides as Overrides);
  try {
    return await load(file, parsed, read);
  } catch (error) {
    throw await withLocations(tooLarge(error, file));
  }
}

async function load(file: string, parsed: Overrides, read: Read): Promise<LoadedConfig> {
  const layer = await loadLayer({ file }, [], read);
  const reserved = RESERVED_KEYS.find((key) => Object.hasOwn(layer.merged, key));
  if (reserved !== undefined) {
    throw ConfigError.of([
      { path: reserved, message: 'this name is reserved by mmcv. Use another name.', origin: file },
    ]);
  }
  const config = withOverrides(substituted(layer), parsed);
  return { file, config, layer, overrides: parsed, warnings: warningsOf(layer) };
}

/** The merged files, with `${key}` replaced. */
function substituted(layer: Layer): ConfigObject {
  try {
    return substituteKeys(layer.merged);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw ConfigError.of(
      error.issues.map((issue) => {
        const location = originOf({ layer, overrides: new Map() }, issue.path);
        return location === undefined ? issue : { ...issue, path: location.path, origin: location.file };
      }),
    );
  }
}

/** Overrides may contain `${key}` too: the values are known by then. */
function withOverrides(config: ConfigObject, overrides: Overrides): ConfigObject {
  const changed = applyOverrides(config, overrides);
  if (overrides.size === 0) return changed;
  try {
    return substituteKeys(changed);
  } catch (error) {
    throw withOrigin(error, COMMAND_LINE);
  }
}

/** A copy of `config` with the overrides merged over it. @throws {ConfigError} when one cannot be merged. */
export function applyOverrides(config: ConfigObject, overrides: Overrides): ConfigObject {
  const copy = plainCopy(config) as ConfigObject;
  if (overrides.size === 0) return copy;
  try {
    return mergeOptions(copy, nestOverrides(overrides));
  } catch (error) {
    throw withOrigin(error, COMMAND_LINE);
  }
}

type Read = (file: string) => Promise<unknown>;

/** A base is a path, or an imported config that knows its file. */
interface Source {
  readonly file: string;
  readonly value?: object;
}

async function loadLayer(source: Source, above: readonly string[], read: Read): Promise<Layer> {
  const { file } = source;
  assertNoCircle(source, above);
  try {
    const value = source.value ?? (await readBase(file, above.at(-1), read));
    const { baseSources, own, warning } = split(value, file);
    const bases = await Promise.all(baseSources.map((base) => loadLayer(base, [...above, file], read)));
    const inherited = bases.length === 0 ? undefined : joinBases(bases);
    const filled = fillReferences(own, inherited);
    const merged = inherited === undefined ? filled : mergeOver(inherited, filled);
    return { file, own: filled, bases, merged, warning };
  } catch (error) {
    throw await withoutValues(withOrigin(error, file), file);
  }
}

async function readBase(file: string, child: string | undefined, read: Read): Promise<unknown> {
  try {
    return await read(file);
  } catch (error) {
    if (child === undefined || !(error instanceof ConfigError)) throw error;
    const location = await baseOf(child);
    throw new ConfigError(`${error.message} (${location} inherits from it.)`, error.issues, { cause: error });
  }
}

/** Location of `_base_` in `file`. */
async function baseOf(file: string): Promise<string> {
  const { Locations } = await import('./locations/locations.js');
  const { formatLocation } = await import('./locations/location.js');
  const location = (await Locations.ofFiles([file])).find(file, BASE_KEY);
  return location === undefined ? file : formatLocation(location);
}

/** Splits the content of a file into its bases and its own keys. */
function split(value: unknown, file: string): { baseSources: Source[]; own: ConfigObject; warning?: string } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ConfigError(
      `${file}: expected an object as the default export: \`export default defineConfig({ ... })\`.`,
    );
  }
  const { [BASE_KEY]: base, ...rest } = value as Record<string, unknown>;
  const own = plainCopy(rest, (text, path) => fillFileNames(fillString(text, path), file)) as ConfigObject;
  const { [DEPRECATION_KEY]: deprecation, ...kept } = own;
  return {
    baseSources: Object.hasOwn(value, BASE_KEY) ? sourcesOf(base, file) : [],
    own: kept,
    warning: isObject(deprecation) ? deprecationWarning(file, deprecation) : undefined,
  };
}

function sourcesOf(base: unknown, file: string): Source[] {
  const list = Array.isArray(base) ? base : [base];
  return list.map((item): Source => {
    if (typeof item === 'string')
      return { file: baseFile(fillFileNames(fillString(item, BASE_KEY), file), file) };
    if (typeof item === 'object' && item !== null) return { file: fileOf(item) ?? file, value: item };
    const what = item === undefined ? 'undefined: check the name of the variable' : describeValue(item);
    throw new ConfigError(`${file}: ${BASE_KEY}: expected paths or imported configs, but got ${what}.`);
  });
}

/** @param name a path from the folder of `file`, or the name of a published config: `aligndet/configs/...`. */
export function baseFile(name: string, file: string): string {
  return publishedConfig(name) ?? absolute(name, dirname(file));
}

/** Keys of all bases, in order. @throws {ConfigError} when two bases set the same key. */
function joinBases(bases: readonly Layer[]): ConfigObject {
  const joined: ConfigObject = {};
  const setters = new Map<string, string>();
  for (const { file, merged } of bases) {
    for (const [key, value] of Object.entries(merged)) {
      const other = setters.get(key);
      if (other !== undefined) {
        const both = other === file ? `${file} twice` : `both ${other} and ${file}`;
        throw ConfigError.of([
          {
            path: key,
            message: `set by ${both}, but a key may come from one base only. Move it to one of them.`,
          },
        ]);
      }
      setters.set(key, file);
      joined[key] = value;
    }
  }
  return joined;
}

function assertNoCircle({ file, value }: Source, above: readonly string[]): void {
  if (above.length > MAX_LAYERS)
    throw new ConfigError(`${file}: more than ${MAX_LAYERS} configs inherit from each other.`);
  const at = value === undefined ? above.indexOf(file) : -1;
  if (at < 0) return;
  const circle = [...above.slice(at), file].map((path) => relative(dirname(file), path));
  throw new ConfigError(`Configs inherit from each other in a circle: ${circle.join(' -> ')}.`);
}

function absolute(path: string, folder: string): string {
  const expanded = path === '~' || path.startsWith('~/') ? homedir() + path.slice(1) : path;
  return resolve(folder, expanded);
}

/** In the order in which mmcv reads the files: a file before its bases. */
function warningsOf({ warning, bases }: Layer): string[] {
  return [...(warning === undefined ? [] : [warning]), ...bases.flatMap(warningsOf)];
}

function deprecationWarning(file: string, { expected, reference }: ConfigObject): string {
  const instead = expected === undefined ? '' : ` Please use ${expected} instead.`;
  const more = reference === undefined ? '' : ` More information can be found at ${reference}`;
  return `The config file ${file} will be deprecated in the future.${instead}${more}`;
}

/** Adds the location of the cause to the error, unless it has one. */
function withOrigin(error: unknown, origin: string): unknown {
  if (!(error instanceof ConfigError) || error instanceof UsageError) return error;
  if (error.issues.length === 0 || error.issues.some((issue) => issue.origin !== undefined)) return error;
  return ConfigError.of(error.issues.map((issue) => ({ ...issue, origin })));
}

/** Adds line and column to each issue of which only the file is known. */
async function withLocations(error: unknown): Promise<unknown> {
  if (!(error instanceof ConfigError) || error instanceof UsageError) return error;
  const files = error.issues.flatMap(({ origin }) =>
    origin === undefined || !isAbsolute(origin) ? [] : [origin],
  );
  if (files.length === 0) return error;
  const { Locations } = await import('./locations/locations.js');
  const { formatLocation } = await import('./locations/location.js');
  const locations = await Locations.ofFiles([...new Set(files)]);
  const placed = error.issues.map((issue): ConfigIssue => {
    const location = issue.origin === undefined ? undefined : locations.find(issue.origin, issue.path);
    return location === undefined ? issue : { ...issue, origin: formatLocation(location) };
  });
  return ConfigError.of(placed);
}
