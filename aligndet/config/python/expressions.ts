/** @module Evaluates Python expressions. Unknown syntax is an error with its location, never a guess. */
import { migrateHint } from '../dialects/dialect.js';
import { attributeOf, builtins, integer, pairsOf } from './builtins.js';
import { functionOf } from './functions.js';
import { getItem, setItem, slice } from './items.js';
import { binary, compare, unary } from './operators.js';
import { type Run, Scope } from './run.js';
import { stringOf } from './strings.js';
import { field, type Node, namedChildren, PythonError } from './syntax.js';
import {
  fail,
  isTrue,
  itemsOf,
  PyDict,
  PyFloat,
  PyFunction,
  PyIterable,
  PyReference,
  PySet,
  PyTuple,
  type PyValue,
  typeName,
} from './values.js';

/** Message for syntax that only mmengine reads. */
export function ofMmengine(what: string, file: string): string {
  return `${what} is supported by mmengine only, in configs of mmdetection 3.x. ${migrateHint(file)}`;
}

export class Expressions {
  constructor(readonly run: Run) {}

  /** The value of an expression. @throws {PythonError} when it cannot be known without running Python. */
  evaluate(node: Node, scope: Scope): PyValue {
    this.run.step(node);
    switch (node.type) {
      case 'integer':
        return this.run.at(node, () => integerOf(node.text));
      case 'float':
        return new PyFloat(Number(node.text.replaceAll('_', '')));
      case 'true':
        return true;
      case 'false':
        return false;
      case 'none':
        return null;
      case 'string':
      case 'concatenated_string':
        return this.run.at(node, () => stringOf(node, this.run.file, (inner) => this.evaluate(inner, scope)));
      case 'identifier':
        return this.#name(node, scope);
      case 'parenthesized_expression':
        return this.evaluate(namedChildren(node)[0], scope);
      case 'list':
      case 'tuple':
      case 'set':
      case 'expression_list':
        return this.#collection(node, scope);
      case 'dictionary':
        return this.#dictionary(node, scope);
      case 'list_comprehension':
      case 'set_comprehension':
      case 'generator_expression':
      case 'dictionary_comprehension':
        return this.#comprehension(node, scope);
      case 'call':
        return this.#call(node, scope);
      case 'attribute': {
        const object = this.evaluate(field(node, 'object'), scope);
        const name = field(node, 'attribute').text;
        const isKey = this.run.mmengine !== undefined && object instanceof PyDict && object.has(name);
        if (isKey) return (object as PyDict).get(name) as PyValue;
        if (field(node, 'object').text === '_base_' && typeof object !== 'object') {
          throw new PythonError(this.run.file, node, ofMmengine('_base_.name', this.run.file));
        }
        return this.run.at(node, () => attributeOf(object, name));
      }
      case 'subscript':
        return this.#subscript(node, scope);
      case 'binary_operator': {
        const [left, right] = [
          this.evaluate(field(node, 'left'), scope),
          this.evaluate(field(node, 'right'), scope),
        ];
        return this.run.at(node, () => binary(field(node, 'operator').text, left, right));
      }
      case 'unary_operator': {
        const value = this.evaluate(field(node, 'argument'), scope);
        return this.run.at(node, () => unary(field(node, 'operator').text, value));
      }
      case 'not_operator':
        return !this.isTrue(field(node, 'argument'), scope);
      case 'boolean_operator': {
        const left = this.evaluate(field(node, 'left'), scope);
        const isDecided = this.run.at(node, () => isTrue(left)) === (field(node, 'operator').text === 'or');
        return isDecided ? left : this.evaluate(field(node, 'right'), scope);
      }
      case 'comparison_operator':
        return this.#comparison(node, scope);
      case 'conditional_expression': {
        const [then, condition, otherwise] = namedChildren(node);
        return this.evaluate(this.isTrue(condition, scope) ? then : otherwise, scope);
      }
      case 'lambda':
        return functionOf(
          node,
          scope,
          this.run,
          (each, at) => this.evaluate(each, at),
          (body, at) => this.evaluate(body, at),
        );
      case 'named_expression': {
        const value = this.evaluate(field(node, 'value'), scope);
        scope.names.set(field(node, 'name').text, value);
        return value;
      }
      default:
        return this.run.unsupported(node);
    }
  }

  #name(node: Node, scope: Scope): PyValue {
    if (node.text === '_base_' && this.run.mmengine?.bases !== undefined) return this.run.mmengine.bases;
    const value = scope.find(node.text) ?? builtins.get(node.text);
    if (value !== undefined) return value;
    if (scope.names.has(node.text)) return null;
    throw new PythonError(this.run.file, node, `the name "${node.text}" is not defined in this file.`);
  }

  #collection(node: Node, scope: Scope): PyValue {
    const reference = referenceOf(node);
    if (reference !== undefined) return new PyReference(reference);
    const items: PyValue[] = [];
    const locations: Node[] = [];
    for (const child of namedChildren(node)) {
      if (child.type === 'list_splat') {
        items.push(...this.run.at(child, () => itemsOf(this.evaluate(namedChildren(child)[0], scope))));
      } else {
        items.push(this.evaluate(child, scope));
      }
      while (locations.length < items.length) locations.push(child);
    }
    if (node.type === 'set') return this.run.at(node, () => new PySet(items));
    const collection = node.type === 'list' ? items : new PyTuple(items);
    for (const [i, location] of locations.entries()) this.run.mark(collection, i, location);
    return collection;
  }

  #dictionary(node: Node, scope: Scope): PyDict {
    const dict = new PyDict();
    for (const child of namedChildren(node)) {
      if (child.type === 'dictionary_splat') {
        const source = this.evaluate(namedChildren(child)[0], scope);
        this.run.at(child, () => {
          for (const [key, value] of pairsOf(source)) dict.set(key, value);
          this.run.copyMarks(source as object, dict);
        });
      } else {
        const key = this.evaluate(field(child, 'key'), scope);
        const value = this.evaluate(field(child, 'value'), scope);
        this.run.at(child, () => dict.set(key, value));
        this.run.mark(dict, String(key), child);
      }
    }
    return dict;
  }

  #comprehension(node: Node, scope: Scope): PyValue {
    const inner = new Scope(scope);
    const body = field(node, 'body');
    const clauses = namedChildren(node).filter(
      ({ type }) => type === 'for_in_clause' || type === 'if_clause',
    );
    const found: PyValue[] = [];
    const dict = new PyDict();
    const walk = (at: number): void => {
      const clause = clauses[at];
      if (clause === undefined) {
        if (body.type !== 'pair') found.push(this.evaluate(body, inner));
        else {
          const [key, value] = [field(body, 'key'), field(body, 'value')].map((part) =>
            this.evaluate(part, inner),
          );
          this.run.at(body, () => dict.set(key, value));
        }
      } else if (clause.type === 'if_clause') {
        if (this.isTrue(namedChildren(clause)[0], inner)) walk(at + 1);
      } else {
        for (const item of this.run.at(clause, () => itemsOf(this.evaluate(field(clause, 'right'), inner)))) {
          this.assign(field(clause, 'left'), item, inner);
          walk(at + 1);
        }
      }
    };
    walk(0);
    if (node.type === 'dictionary_comprehension') return dict;
    if (node.type === 'set_comprehension') return this.run.at(node, () => new PySet(found));
    return node.type === 'list_comprehension' ? found : new PyIterable('generator', found);
  }

  #call(node: Node, scope: Scope): PyValue {
    const callable = this.evaluate(field(node, 'function'), scope);
    if (!(callable instanceof PyFunction)) {
      throw new PythonError(this.run.file, node, `'${typeName(callable)}' object is not callable.`);
    }
    const args = field(node, 'arguments');
    if (args.type === 'generator_expression') {
      const items = this.evaluate(args, scope);
      return this.run.at(node, () => callable.call({ positional: [items], named: new Map() }));
    }
    const positional: PyValue[] = [];
    const named = new Map<string, PyValue>();
    const marks = new Map<string, Node>();
    for (const arg of namedChildren(args)) {
      const [inner] = namedChildren(arg);
      if (arg.type === 'keyword_argument') {
        const name = field(arg, 'name').text;
        named.set(name, this.evaluate(field(arg, 'value'), scope));
        marks.set(name, arg);
      } else if (arg.type === 'list_splat') {
        positional.push(...this.run.at(arg, () => itemsOf(this.evaluate(inner, scope))));
      } else if (arg.type === 'dictionary_splat') {
        const source = this.evaluate(inner, scope);
        for (const [key, value] of this.run.at(arg, () => pairsOf(source))) {
          named.set(String(key), value);
          marks.set(String(key), arg);
        }
      } else {
        positional.push(this.evaluate(arg, scope));
      }
    }
    const result = this.run.at(node, () => callable.call({ positional, named }));
    const dict = callable.name === 'update' ? callable.receiver : result;
    if (dict instanceof PyDict) {
      for (const source of positional) if (source instanceof PyDict) this.run.copyMarks(source, dict);
      for (const [name, arg] of marks) if (dict.has(name)) this.run.mark(dict, name, arg);
    }
    return result;
  }

  #subscript(node: Node, scope: Scope): PyValue {
    const container = this.evaluate(field(node, 'value'), scope);
    const subscripts = node
      .childrenForFieldName('subscript')
      .filter((child): child is Node => child !== null);
    if (subscripts.length > 1) {
      const key = new PyTuple(subscripts.map((each) => this.evaluate(each, scope)));
      return this.run.at(node, () => getItem(container, key));
    }
    const [subscript] = subscripts;
    if (subscript.type !== 'slice') {
      const key = this.evaluate(subscript, scope);
      return this.run.at(node, () => getItem(container, key));
    }
    const bounds: (number | undefined)[] = [undefined, undefined, undefined];
    let at = 0;
    for (const part of subscript.children) {
      if (part?.type === ':') at++;
      else if (part !== null && part.type !== 'comment') {
        const value = this.evaluate(part, scope);
        bounds[at] = value === null ? undefined : this.run.at(part, () => integer(value));
      }
    }
    return this.run.at(node, () => slice(container, bounds));
  }

  #comparison(node: Node, scope: Scope): PyValue {
    const operands = namedChildren(node);
    const operators = node
      .childrenForFieldName('operators')
      .map((operator) => operator?.text.replace(/\s+/, ' ') ?? '');
    let left = this.evaluate(operands[0], scope);
    for (const [i, operator] of operators.entries()) {
      const right = this.evaluate(operands[i + 1], scope);
      if (!this.run.at(node, () => compare(operator, left, right))) return false;
      left = right;
    }
    return true;
  }

  isTrue(node: Node, scope: Scope): boolean {
    const value = this.evaluate(node, scope);
    return this.run.at(node, () => isTrue(value));
  }

  /** Assigns to the target of `=`. */
  assign(target: Node, value: PyValue, scope: Scope): void {
    if (target.type === 'identifier') {
      scope.names.set(target.text, value);
      this.run.mark(scope, target.text, target);
    } else if (/^(pattern_list|tuple_pattern|list_pattern|tuple|list|expression_list)$/.test(target.type)) {
      this.#unpack(target, value, scope);
    } else if (target.type === 'subscript') {
      const container = this.evaluate(field(target, 'value'), scope);
      const key = this.evaluate(field(target, 'subscript'), scope);
      this.run.at(target, () => setItem(container, key, value));
      this.run.mark(container as object, String(key), target);
    } else if (target.type === 'attribute' && this.run.mmengine !== undefined) {
      const container = this.evaluate(field(target, 'object'), scope);
      this.run.at(target, () => setItem(container, field(target, 'attribute').text, value));
    } else {
      this.run.unsupported(target);
    }
  }

  #unpack(target: Node, value: PyValue, scope: Scope): void {
    const targets = namedChildren(target);
    const items = this.run.at(target, () => itemsOf(value));
    const star = targets.findIndex(({ type }) => type === 'list_splat_pattern');
    const fits = star < 0 ? items.length === targets.length : items.length >= targets.length - 1;
    if (!fits)
      throw new PythonError(this.run.file, target, `${items.length} values for ${targets.length} names.`);
    const extra = items.length - targets.length + 1;
    targets.forEach((each, i) => {
      if (star < 0 || i < star) this.assign(each, items[i], scope);
      else if (i > star) this.assign(each, items[i + extra - 1], scope);
      else this.assign(namedChildren(each)[0], items.slice(i, i + extra), scope);
    });
  }
}

/** `{{ _base_.a.b }}`, which Python parses as a set in a set. */
export function referenceOf(node: Node): string | undefined {
  if (node.type !== 'set') return undefined;
  const match = /^\{\{\s*_base_\.([\w.]+)\s*\}\}$/u.exec(node.text);
  return match?.[1];
}

function integerOf(text: string): number {
  const value = Number(text.replaceAll('_', '').replace(/^0+(?=\d)/, ''));
  if (Number.isNaN(value)) fail(`the number ${text} is not supported.`);
  return value;
}
