/** @module Reads one config file, in any config language, before inheritance. */
import { lstatSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { ConfigError, nearest, publishedConfigs, publishedName } from '../core/index.js';
import { readFilled } from './environment-text.js';
import { CODE_EXTENSIONS, evaluateModule } from './evaluate.js';
import { quoteReferences } from './placeholders.js';
import type { Texts } from './source-text.js';
import { parseYaml } from './yaml.js';

type Reader = (file: string, texts?: Texts) => Promise<unknown>;

const READERS: Readonly<Record<string, Reader>> = {
  ...Object.fromEntries(CODE_EXTENSIONS.map((extension): [string, Reader] => [extension, evaluateModule])),
  '.json': readJson,
  '.py': async (file, texts) => (await import('./python/read.js')).readPythonConfig(file, texts),
  '.yaml': readYaml,
  '.yml': readYaml,
};

/** Extensions of checkpoints, which follow the config on the command line. */
const WEIGHTS = ['.pth', '.pt', '.safetensors'];

/** Maximum size of a config file. */
const MAX_BYTES = 10_000_000;

/**
 * The value of `file`, with its `_base_` and placeholders.
 *
 * @param texts overrides the contents of files.
 * @throws {ConfigError} when there is no such file, its extension is unknown, or it cannot be read or run.
 */
export async function readConfigFile(file: string, texts?: Texts): Promise<unknown> {
  assertFile(file);
  const extension = extname(file);
  const read = Object.hasOwn(READERS, extension) ? READERS[extension] : undefined;
  if (read === undefined) {
    const known = Object.keys(READERS).join(', ');
    const hint = WEIGHTS.includes(extension) ? ' This is a checkpoint: give the config before it.' : '';
    throw new ConfigError(`${file}: expected a config with one of the extensions ${known}.${hint}`);
  }
  const { size } = statSync(file);
  if (size > MAX_BYTES) throw new ConfigError(`${file} has ${size} bytes, too many for a config.`);
  return read(file, texts);
}

function assertFile(file: string): void {
  if (file.includes('\0')) throw new ConfigError(`${JSON.stringify(file)} is not a path.`);
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined)
    throw new ConfigError(danglingLink(file) ?? `${file} does not exist.${similarFiles(file)}`);
  if (!stats.isFile()) throw new ConfigError(`${file} is not a file.`);
}

/** Message for a symbolic link whose target does not exist. */
function danglingLink(file: string): string | undefined {
  if (lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return undefined;
  return `${file} is a symbolic link to ${readlinkSync(file)}, which does not exist.`;
}

function similarFiles(file: string): string {
  const folder = dirname(file);
  const published = publishedName(file);
  if (published !== undefined) return similarPublished(published);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    return ` The folder ${folder} does not exist either.`;
  const stem = (name: string) => basename(name, extname(name));
  const names = readdirSync(folder).filter((name) => Object.hasOwn(READERS, extname(name)));
  const twins = names.filter((name) => stem(name) === stem(file));
  const near = twins.length > 0 ? twins : nearest(basename(file), names);
  if (near.length === 0) return '';
  return ` Did you mean ${near.map((name) => join(folder, name)).join(' or ')}?`;
}

/** Of all published configs, since their folders are not seen from outside. */
function similarPublished(name: string): string {
  const near = nearPublished(name);
  return near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
}

/** Names of published configs that are like `name`: those of the same file name first. */
export function nearPublished(name: string): string[] {
  const names = readdirSync(publishedConfigs, { recursive: true, encoding: 'utf8' })
    .filter((path) => Object.hasOwn(READERS, extname(path)))
    .map((path) => publishedName(join(publishedConfigs, path)) as string);
  const stem = (path: string) => basename(path, extname(path));
  const twins = names.filter((path) => stem(path) === stem(name));
  if (twins.length > 0) return twins;
  const near = nearest(stem(name), names.map(stem));
  return near.flatMap((each) => names.filter((path) => stem(path) === each)).slice(0, 3);
}

async function readJson(file: string, texts?: Texts): Promise<unknown> {
  const text = quoteReferences(await readFilled(file, texts));
  try {
    const config = JSON.parse(finite(text), (_key, value) => (value === NOT_A_NUMBER ? Number.NaN : value));
    if (typeof config === 'object' && config !== null) delete config.$schema; // for editors
    return config;
  } catch (error) {
    const { message } = error as Error;
    throw new ConfigError(`${file}${locationIn(text, message)}: not JSON: ${message}`, [], { cause: error });
  }
}

/** Placeholder for NaN while JSON is parsed. */
const NOT_A_NUMBER = '\0nan';

/** Python's JSON has values that the standard lacks; errors are reported at their positions in the file. */
function finite(text: string): string {
  if (!/Infinity|NaN/.test(text)) return text;
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|\b(?:Infinity|NaN)\b/g, (word) => {
    if (word === 'Infinity') return '1e999';
    return word === 'NaN' ? JSON.stringify(NOT_A_NUMBER) : word;
  });
}

/** `:line:column` of the position that an error of `JSON.parse` names. */
function locationIn(text: string, message: string): string {
  const position = /position (\d+)/.exec(message)?.[1];
  if (position === undefined) return '';
  const lines = text.slice(0, Number(position)).split('\n');
  return `:${lines.length}:${(lines.at(-1) as string).length + 1}`;
}

async function readYaml(file: string, texts?: Texts): Promise<unknown> {
  const text = quoteReferences(await readFilled(file, texts));
  try {
    return await parseYaml(text, file, ({ parse }) => parse(text, { maxAliasCount: 100 }));
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`${file}: not YAML: ${(error as Error).message}`, [], { cause: error });
  }
}
