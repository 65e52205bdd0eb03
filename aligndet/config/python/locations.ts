/** @module Finds where a Python config sets its values: the interpreter records the location of each key. */

import { readFilled } from '../environment-text.js';
import { firstKeys, type Location, type Locator } from '../locations/location.js';
import { Run, Scope } from './run.js';
import { Statements } from './statements.js';
import { withPythonTree } from './syntax.js';
import { PyDict, PyTuple, type PyValue } from './values.js';

/** @throws {ConfigError} when the file is not Python, or cannot be evaluated. */
export async function pythonLocator(file: string): Promise<Locator> {
  const run = new Run(file);
  const scope = new Scope();
  await withPythonTree(await readFilled(file), file, (root) => new Statements(run).runModule(root, scope));
  return (path) => {
    const [top, ...rest] = path.split('.');
    return below(scope.names.get(top), rest.join('.'), run) ?? run.locationOf(scope, top);
  };
}

function below(holder: PyValue | undefined, path: string, run: Run): Location | undefined {
  if (path === '' || typeof holder !== 'object' || holder === null) return undefined;
  for (const [key, rest] of firstKeys(path)) {
    const child = childOf(holder, key);
    if (child !== undefined) return below(child, rest, run) ?? run.locationOf(holder, key);
  }
  return undefined;
}

function childOf(holder: PyValue, key: string): PyValue | undefined {
  if (holder instanceof PyDict)
    return holder.get(!holder.has(key) && /^-?\d+$/.test(key) ? Number(key) : key);
  if (Array.isArray(holder)) return holder[Number(key)];
  return holder instanceof PyTuple ? holder.items[Number(key)] : undefined;
}
