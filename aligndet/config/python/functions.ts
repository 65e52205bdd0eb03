/** @module Functions that a source defines: parameters, defaults and calls. */
import { type Run, Scope } from './run.js';
import { field, type Node, namedChildren } from './syntax.js';
import { fail, type PyArguments, PyDict, PyFunction, PyTuple, type PyValue } from './values.js';

/**
 * The function of a `def` or `lambda`; its defaults are evaluated now.
 *
 * @param body evaluates a call in the scope of its parameters.
 */
export function functionOf(
  node: Node,
  scope: Scope,
  run: Run,
  evaluate: (node: Node, scope: Scope) => PyValue,
  body: (body: Node, scope: Scope) => PyValue,
): PyFunction {
  const name = node.childForFieldName('name')?.text ?? 'lambda';
  const list = node.childForFieldName('parameters');
  const parameters = list === null ? [] : namedChildren(list);
  const defaults = new Map<string, PyValue>();
  for (const parameter of parameters) {
    const value = parameter.childForFieldName('value');
    if (value !== null) defaults.set(field(parameter, 'name').text, evaluate(value, scope));
  }
  return new PyFunction(name, (args) =>
    run.call(() => {
      const inner = new Scope(scope);
      bind(name, parameters, defaults, args, inner);
      return body(field(node, 'body'), inner);
    }),
  );
}

function bind(
  name: string,
  parameters: readonly Node[],
  defaults: ReadonlyMap<string, PyValue>,
  { positional, named }: PyArguments,
  scope: Scope,
): void {
  const rest = [...positional];
  const left = new Map(named);
  for (const parameter of parameters) {
    const [inner] = namedChildren(parameter);
    if (parameter.type === 'list_splat_pattern') {
      scope.names.set(inner.text, new PyTuple(rest.splice(0)));
      continue;
    }
    if (parameter.type === 'dictionary_splat_pattern') {
      scope.names.set(inner.text, PyDict.from([...left].map(([key, value]) => [key, value] as const)));
      left.clear();
      continue;
    }
    const key = parameter.childForFieldName('name')?.text ?? inner?.text ?? parameter.text;
    const value = rest.length > 0 ? rest.shift() : (left.get(key) ?? defaults.get(key));
    if (value === undefined) fail(`${name}() is missing the argument "${key}".`);
    left.delete(key);
    scope.names.set(key, value as PyValue);
  }
  if (rest.length > 0 || left.size > 0) fail(`${name}() got more arguments than it takes.`);
}
