/**
 * @module Turns mmdetection's Python configs into TypeScript. Every new file is run and compared with what the Python
 * file says before it is kept, so a translation that went wrong cannot get through.
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
  /** Keys whose value was written down, because the code that computes it has no counterpart. */
  readonly byValue: readonly string[];
}

export interface MigrateOptions {
  /** The new file. */
  readonly target: string;
  /** What the new file is called in the command of its header. */
  readonly label?: string;
  /** Changes the paths under `_base_`, from the old file to the new ones. */
  readonly mapBase?: (path: string) => string;
  /** Stand for what files hold. */
  readonly texts?: Texts;
}

/**
 * The TypeScript config that says what the Python config at `file` says, with its comments and its bases.
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
        throw new ConfigError(`${file}: ${wrong.join(', ')} cannot be written in TypeScript.`);
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

/** Keys of the top level that the new file gives other values than the old one. */
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
