/**
 * @module Migrates mmdetection's Python configs to TypeScript. Every new file is run and compared with what the
 * Python
 * file defines before it is kept, so a wrong translation is detected.
 */
import { basename, resolve } from 'node:path';
import { ConfigError } from '../../core/index.js';
import { differencesOf } from '../difference.js';
import { evaluateModule } from '../evaluate.js';
import { toPlainModule } from '../python/read.js';
import { withPythonTree } from '../python/syntax.js';
import { readSource, type Texts } from '../source-text.js';
import { type ConfigObject, plainCopy } from '../value.js';
import { type Translation, translateModule } from './statements.js';
import { typescriptOf } from './to-typescript.js';

export interface Migration {
  readonly text: string;
  /** Keys written as a value, because the code that computes it has no counterpart. */
  readonly byValue: readonly string[];
}

export interface MigrateOptions {
  /** The new file. */
  readonly target: string;
  /** Name of the new file in the command of its header. */
  readonly label?: string;
  /** Maps the paths under `_base_` from the old files to the new ones. */
  readonly mapBase?: (path: string) => string;
  /** Stand for what files hold. */
  readonly texts?: Texts;
}

/**
 * Translates the Python config at `file` to TypeScript, with its comments and bases.
 *
 * @throws {ConfigError} with file and line for what cannot be evaluated without running Python.
 */
export async function migrateToTypeScript(file: string, options: MigrateOptions): Promise<Migration> {
  const { label = options.target, mapBase = (path: string) => path } = options;
  const target = resolve(options.target);
  const source = await readSource(file, options.texts);
  return withPythonTreeAsync(source, file, mapBase, async (translation) => {
    const expected = withBases(toPlainModule(translation.scope.names, file), mapBase);
    const byValue = new Set<string>();
    for (;;) {
      const text = typescriptOf(translation, { header: headerOf(file, label), byValue, mapBase });
      const wrong = await wrongKeys(text, target, expected);
      if (wrong.length === 0) return { text, byValue: [...byValue, ...translation.computed.keys()] };
      const fresh = wrong.filter((key) => !byValue.has(key));
      if (fresh.length === 0)
        throw new ConfigError(`${file}: ${wrong.join(', ')} cannot be translated to TypeScript.`);
      for (const key of fresh) byValue.add(key);
    }
  });
}

async function withPythonTreeAsync<Result>(
  source: string,
  file: string,
  mapBase: (path: string) => string,
  use: (translation: Translation) => Promise<Result>,
): Promise<Result> {
  return use(await withPythonTree(source, file, (root) => translateModule(root, file, mapBase)));
}

/** Top-level keys whose value differs between the new and the old file. */
async function wrongKeys(text: string, target: string, expected: ConfigObject): Promise<string[]> {
  let value: ConfigObject;
  try {
    value = plainCopy(await evaluateModule(target, new Map([[target, text]]))) as ConfigObject;
  } catch {
    return Object.keys(expected);
  }
  return [...new Set(differencesOf(expected, value).map(({ path }) => path.split('.')[0]))];
}

function withBases(config: ConfigObject, mapBase: (path: string) => string): ConfigObject {
  const { _base_: base } = config;
  const map = (path: unknown) => (typeof path === 'string' ? mapBase(path) : path);
  if (base === undefined) return config;
  return { ...config, _base_: (Array.isArray(base) ? base.map(map) : map(base)) as string };
}

function headerOf(file: string, target: string): string[] {
  const from = `Migrated from ${basename(file)}, a config of mmdetection 2.x.`;
  if (/(^|\/)_base_\//.test(target.replaceAll('\\', '/'))) return [from];
  return [
    from,
    '',
    `Run:       bash tools/dist_train.sh ${target} GPUS`,
    'Reference: the Python config states no result.',
  ];
}
