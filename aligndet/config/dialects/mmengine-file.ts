/**
 * @module Reads a Python config as mmengine 0.10 does: values of bases are available while the file runs
 * (`_base_.model`), keys
 * are attributes too, `with read_base():` imports what other configs define, and imported classes become their names.
 */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ConfigError, publishedConfig } from '../../core/index.js';
import { readFilled } from '../environment-text.js';
import { mergeOver } from '../merge.js';
import { fillFileNames, fillReferences } from '../placeholders.js';
import { fromPlain } from '../python/from-plain.js';
import { toPlainModule } from '../python/read.js';
import { type Mmengine, Run, Scope } from '../python/run.js';
import { Statements } from '../python/statements.js';
import { field, type Node, namedChildren, withPythonTree } from '../python/syntax.js';
import type { PyDict, PyValue } from '../python/values.js';
import type { Texts } from '../source-text.js';
import { type ConfigObject, plainCopy } from '../value.js';

/** Maximum depth of inheritance; more is treated as an error. */
const MAX_DEPTH = 50;

/**
 * @param texts stand for what files hold.
 * @throws {ConfigError} with file and line for what cannot be evaluated without running Python.
 */
export async function readMmengineConfig(
  file: string,
  above: readonly string[] = [],
  texts?: Texts,
): Promise<ConfigObject> {
  const { bases, own } = await evaluate(resolve(file), above, texts);
  const filled = fillReferences(own, bases);
  return bases === undefined ? filled : mergeOver(bases, filled);
}

interface Evaluated {
  /** The bases as the file left them; absent without bases. */
  readonly bases: ConfigObject | undefined;
  readonly own: ConfigObject;
}

async function evaluate(file: string, above: readonly string[], texts?: Texts): Promise<Evaluated> {
  if (above.includes(file) || above.length > MAX_DEPTH) {
    throw new ConfigError(`Configs inherit from each other in a circle: ${[...above, file].join(' -> ')}.`);
  }
  if (!texts?.has(file) && !existsSync(file)) {
    const child = above.at(-1);
    throw new ConfigError(
      `${file} does not exist.${child === undefined ? '' : ` (${child} inherits from it.)`}`,
    );
  }
  const source = await readFilled(file, texts);
  const inside = [...above, file];
  const named = await withPythonTree(source, file, (root) => basesOf(root, file));
  const merged = await Promise.all(named.paths.map((path) => readMmengineConfig(path, inside, texts)));
  const bases = named.paths.length === 0 ? undefined : Object.assign({}, ...merged);
  const modules = new Map<string, ReadonlyMap<string, PyValue>>();
  for (const path of named.modules) {
    const config = await readMmengineConfig(path, inside, texts);
    modules.set(path, new Map(Object.entries(config).map(([key, value]) => [key, fromPlain(value)])));
  }
  return withPythonTree(source, file, (root) => {
    const scope = new Scope();
    const base = bases === undefined ? undefined : (fromPlain(bases) as PyDict);
    const mmengine: Mmengine = { bases: base, moduleAt: (name) => modules.get(moduleFile(file, name)) };
    new Statements(new Run(file, mmengine)).runModule(root, scope);
    scope.names.delete('_base_');
    const own = plainCopy(toPlainModule(scope.names, file), (text) =>
      fillFileNames(text, file),
    ) as ConfigObject;
    const changed = base === undefined ? undefined : toPlainModule(namesOf(base), file);
    return { bases: changed, own };
  });
}

function namesOf(dict: PyDict): ReadonlyMap<string, PyValue> {
  return new Map(dict.entries().map(([key, value]) => [String(key), value]));
}

/** Files that a source inherits from: `_base_`, and imports in `with read_base():`. */
function basesOf(root: Node, file: string): { paths: string[]; modules: string[] } {
  const paths: string[] = [];
  const modules: string[] = [];
  for (const statement of namedChildren(root)) {
    if (statement.type === 'with_statement') {
      for (const each of namedChildren(field(statement, 'body'))) {
        const module = each.childForFieldName('module_name')?.text;
        if (module !== undefined) modules.push(moduleFile(file, module));
      }
    }
    const [assignment] = statement.type === 'expression_statement' ? namedChildren(statement) : [];
    if (assignment?.type !== 'assignment' || field(assignment, 'left').text !== '_base_') continue;
    const scope = new Scope();
    new Statements(new Run(file)).runStatement(statement, scope);
    const base = toPlainModule(scope.names, file)._base_;
    for (const path of Array.isArray(base) ? base : [base]) paths.push(pathOf(path, file));
  }
  return { paths, modules };
}

function pathOf(path: unknown, file: string): string {
  if (typeof path !== 'string')
    throw new ConfigError(`${file}: _base_: expected a path, but got ${typeof path}.`);
  if (path.includes('::')) {
    throw new ConfigError(
      `${file}: _base_: ${path} is in an installed Python package, which is not read. Copy that file beside this one and use its path.`,
    );
  }
  const name = fillFileNames(path, file);
  return publishedConfig(name) ?? resolve(dirname(file), name);
}

/** `..a.b` of a file is `../a/b.py` beside it. */
function moduleFile(file: string, module: string): string {
  const [, dots, name] = /^(\.*)(.*)$/.exec(module) as RegExpExecArray;
  if (dots === '') {
    throw new ConfigError(
      `${file}: read_base(): expected a relative import (from .a import *), but got ${module}.`,
    );
  }
  const folder = join(dirname(file), ...Array<string>(dots.length - 1).fill('..'));
  return `${join(folder, ...name.split('.'))}.py`;
}
