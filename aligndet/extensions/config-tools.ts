/**
 * @module Functions on configs: lint, explain, compare, migrate. Parsers and components are loaded by the first call
 * that needs them.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join, resolve } from 'node:path';
import {
  type Change,
  ConfigLocations,
  type ConfigObject,
  type Difference,
  differencesOf,
  type Finding,
  historyOf,
  isThreeX,
  type LoadedConfig,
  type LoadOptions,
  lintTools,
  loadConfig,
  locationOf,
  migrateFromThreeX,
  migrateToTypeScript,
  readPythonConfig,
} from '../config/index.js';
import { ConfigError, UsageError } from '../core/index.js';
import { builderFor } from './builder-for.js';

/** A loaded config, the path of one, or a config object. */
export type ConfigLike = string | LoadedConfig | ConfigObject;

/**
 * Finds errors and likely errors in configs: unknown keys, bases that do not exist, options of mmdetection's older or
 * newer versions, and more (`docs/lint`). Nothing is changed.
 *
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import { lintConfigs } from 'aligndet/config';
 *
 * await writeFile('detector.json', '{ "_base_": "aligndet/configs/coco/no_such_config.ts" }');
 * const [finding] = await lintConfigs(['detector.json']);
 * console.log(finding.severity, finding.code); // -> error missing-base
 * ```
 *
 * @param paths configs, or folders of them: TypeScript, JavaScript, JSON, YAML, and mmdetection's Python.
 * @throws {ConfigError} for a path that does not exist.
 */
export async function lintConfigs(paths: readonly string[]): Promise<Finding[]> {
  if (!Array.isArray(paths))
    throw new UsageError('lintConfigs: expected a list of paths: lintConfigs(["configs"]).');
  const tools = await lintTools();
  return tools.lintConfigs(tools.findConfigs(paths), (loaded) => builderFor(loaded, () => undefined));
}

/**
 * As {@link lintConfigs}, for the source of one config that has no file. Its bases are published configs or absolute
 * paths.
 *
 * @example
 * ```ts
 * import { lintSource } from 'aligndet/config';
 *
 * const source = "export default { _base_: 'aligndet/configs/coco/retinanet_r50_fpn_1x_coco.ts', optimizer: { lrr: 0.1 } };";
 * const findings = await lintSource(source);
 * console.log(findings.some(({ message }) => message.includes('lrr'))); // -> true
 * ```
 *
 * @param name of the config; its extension determines the language.
 */
export async function lintSource(source: string, name = 'config.ts'): Promise<Finding[]> {
  const folder = await mkdtemp(join(tmpdir(), 'aligndet-lint-'));
  const file = join(folder, basename(name));
  try {
    await writeFile(file, source);
    const findings = await lintConfigs([file]);
    return findings.map(({ location, message, ...finding }) => ({
      ...finding,
      message: message.replaceAll(file, name),
      location: location.file === file ? { ...location, file: name } : location,
      configs: [name],
    }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A change of a value by one config file, and its location. */
export interface ExplainedChange extends Change {
  readonly line?: number;
  readonly column?: number;
}

/**
 * The files that set, changed or deleted a value, in order: the last one determines it.
 *
 * @example
 * ```ts
 * import { explainConfig } from 'aligndet/config';
 *
 * const changes = await explainConfig('aligndet/configs/coco/retinanet_r50_fpn_1x_coco.ts', 'model.type');
 * console.log(changes.length, changes[0].kind, changes[0].value); // -> 1 set RetinaNet
 * ```
 *
 * @param key dotted path of the value, such as `optimizer.lr`.
 * @throws {ConfigError} if the config cannot be loaded.
 */
export async function explainConfig(
  config: string | LoadedConfig,
  key: string,
  options: LoadOptions = {},
): Promise<ExplainedChange[]> {
  const loaded = typeof config === 'string' ? await loadConfig(config, options) : config;
  const locations = await ConfigLocations.of([loaded.layer]);
  return historyOf(loaded, key).map((change) => {
    const location = locationOf(change, locations);
    return location === undefined ? change : { ...change, line: location.line, column: location.column };
  });
}

/**
 * Compares two configs after inheritance.
 *
 * @example
 * ```ts
 * import { diffConfigs } from 'aligndet/config';
 *
 * const differences = await diffConfigs({ optimizer: { lr: 0.01 } }, { optimizer: { lr: 0.02 } });
 * console.log(differences); // -> [ { path: 'optimizer.lr', before: 0.01, after: 0.02 } ]
 * ```
 *
 * @throws {ConfigError} if a config cannot be loaded.
 */
export async function diffConfigs(before: ConfigLike, after: ConfigLike): Promise<Difference[]> {
  return differencesOf(await resolvedOf(before), await resolvedOf(after));
}

async function resolvedOf(config: ConfigLike): Promise<ConfigObject> {
  if (typeof config === 'string') return (await loadConfig(config)).config;
  return isLoaded(config) ? config.config : config;
}

function isLoaded(config: object): config is LoadedConfig {
  return 'layer' in config && 'overrides' in config && 'config' in config;
}

export interface MigrateConfigOptions {
  /** Version of mmdetection that the source is written for; detected by its keys by default. */
  readonly from?: '2x' | '3x';
  /** Path of the Python file, existing or not: relative bases of 3.x are resolved against it. */
  readonly path?: string;
}

export interface MigratedConfig {
  /** A TypeScript config. */
  readonly source: string;
  readonly from: '2x' | '3x';
  /** Keys with computed values, because the code that computes them has no counterpart. */
  readonly byValue: readonly string[];
  /** Settings of a 3.x config without counterpart. */
  readonly notes: readonly string[];
}

/**
 * A Python config of mmdetection 2.x or 3.x as TypeScript, without Python. The result was run, and is equal to the
 * Python config.
 *
 * @example
 * ```ts
 * import { migrateConfig } from 'aligndet/config';
 *
 * const { source, from } = await migrateConfig("optimizer = dict(type='SGD', lr=0.02 / 16)");
 * console.log(from, source.includes("type: 'SGD', lr: 0.02 / 16")); // -> 2x true
 * ```
 *
 * @throws {ConfigError} with file and line for what cannot be evaluated without running Python.
 */
export async function migrateConfig(
  source: string,
  { from, path = 'config.py' }: MigrateConfigOptions = {},
): Promise<MigratedConfig> {
  if (typeof source !== 'string')
    throw new UsageError(`migrateConfig: expected the source of a Python config, but got ${typeof source}.`);
  if (from !== undefined && from !== '2x' && from !== '3x')
    throw new UsageError(`migrateConfig: from: expected "2x" or "3x", but got ${JSON.stringify(from)}.`);
  const file = resolve(path);
  const texts = new Map([[file, source]]);
  const target = `${file.slice(0, file.length - extname(file).length)}.ts`;
  const label = basename(target);
  const version = from ?? ((await isOfThreeX(file, texts)) ? '3x' : '2x');
  if (version === '3x') {
    const { text, leftovers } = await migrateFromThreeX(file, label, texts);
    const notes = leftovers.map(({ path: key, reason }) => `${key}: ${reason}`);
    return { source: text, from: version, byValue: [], notes };
  }
  const mapBase = (base: string) => (base.endsWith('.py') ? `${base.slice(0, -3)}.ts` : base);
  const { text, byValue } = await migrateToTypeScript(file, { target, label, mapBase, texts });
  return { source: text, from: version, byValue, notes: [] };
}

/**
 * Whether the file has the keys of 3.x; one that cannot be parsed is left to the migration, which reports the error.
 */
async function isOfThreeX(file: string, texts: ReadonlyMap<string, string>): Promise<boolean> {
  const source = texts.get(file) ?? '';
  if (/\bread_base\(\)/.test(source)) return true;
  try {
    return isThreeX(await readPythonConfig(file, texts));
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}
