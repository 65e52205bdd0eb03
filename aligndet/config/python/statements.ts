/**
 * @module Runs the subset of Python that configs use. Nothing outside of it is imported, read or started.
 */
import { modules } from './builtins.js';
import { Expressions, ofMmengine } from './expressions.js';
import { functionOf } from './functions.js';
import { indexIn } from './items.js';
import { binary } from './operators.js';
import type { Run, Scope } from './run.js';
import { field, type Node, namedChildren, PythonError } from './syntax.js';
import {
  fail,
  itemsOf,
  PyClass,
  PyDict,
  type PyFunction,
  PyModule,
  type PyValue,
  typeName,
} from './values.js';

type Signal = 'break' | 'continue' | { readonly value: PyValue };

export class Statements {
  readonly #run: Run;
  readonly #expressions: Expressions;

  constructor(run: Run) {
    this.#run = run;
    this.#expressions = new Expressions(this.#run);
  }

  /** Runs a source; its names are stored in `scope`. */
  runModule(root: Node, scope: Scope): void {
    const signal = this.#block(root, scope);
    if (signal !== undefined)
      throw new PythonError(this.#run.file, root, 'break, continue or return outside of a block.');
  }

  /** Runs one statement of the top level. */
  runStatement(node: Node, scope: Scope): void {
    this.#statement(node, scope);
  }

  #block(node: Node, scope: Scope): Signal | undefined {
    for (const statement of namedChildren(node)) {
      const signal = this.#statement(statement, scope);
      if (signal !== undefined) return signal;
    }
    return undefined;
  }

  #statement(node: Node, scope: Scope): Signal | undefined {
    this.#run.step(node);
    switch (node.type) {
      case 'expression_statement':
        return this.#expressionStatement(node, scope);
      case 'for_statement':
        return this.#for(node, scope);
      case 'while_statement':
        return this.#while(node, scope);
      case 'if_statement':
        return this.#if(node, scope);
      case 'import_statement':
      case 'import_from_statement':
        this.#import(node, scope);
        return undefined;
      case 'with_statement':
        return this.#with(node, scope);
      case 'function_definition':
        scope.names.set(field(node, 'name').text, this.#function(node, scope));
        return undefined;
      case 'return_statement': {
        const [value] = namedChildren(node);
        return { value: value === undefined ? null : this.#expressions.evaluate(value, scope) };
      }
      case 'delete_statement':
        for (const target of namedChildren(node)) this.#delete(target, scope);
        return undefined;
      case 'break_statement':
        return 'break';
      case 'continue_statement':
        return 'continue';
      case 'pass_statement':
        return undefined;
      default:
        return this.#run.unsupported(node);
    }
  }

  #expressionStatement(node: Node, scope: Scope): undefined {
    const [expression, ...rest] = namedChildren(node);
    if (rest.length > 0) this.#expressions.evaluate(expression, scope);
    else if (expression.type === 'assignment') this.#assignment(expression, scope);
    else if (expression.type === 'augmented_assignment') this.#augmented(expression, scope);
    else this.#expressions.evaluate(expression, scope);
  }

  /** `a = b = value`, from left to right; a declaration without a value does nothing. */
  #assignment(node: Node, scope: Scope): PyValue {
    const right = node.childForFieldName('right');
    if (right === null) return null;
    const value =
      right.type === 'assignment' ? this.#assignment(right, scope) : this.#expressions.evaluate(right, scope);
    this.#expressions.assign(field(node, 'left'), value, scope);
    return value;
  }

  #augmented(node: Node, scope: Scope): void {
    const left = field(node, 'left');
    const operator = field(node, 'operator').text.slice(0, -1);
    const [before, right] = [
      this.#expressions.evaluate(left, scope),
      this.#expressions.evaluate(field(node, 'right'), scope),
    ];
    if (operator === '+' && Array.isArray(before)) {
      this.#run.at(node, () => before.push(...itemsOf(right))); // in place: visible through other names of the list
      return;
    }
    const value = this.#run.at(node, () => binary(operator, before, right));
    this.#expressions.assign(left, value, scope);
  }

  #delete(target: Node, scope: Scope): void {
    if (target.type === 'expression_list') {
      for (const each of namedChildren(target)) this.#delete(each, scope);
    } else if (target.type === 'identifier') {
      if (!scope.names.delete(target.text))
        throw new PythonError(this.#run.file, target, `no name "${target.text}".`);
    } else if (target.type === 'subscript') {
      const container = this.#expressions.evaluate(field(target, 'value'), scope);
      const key = this.#expressions.evaluate(field(target, 'subscript'), scope);
      this.#run.at(target, () => {
        if (container instanceof PyDict) container.delete(key) || fail('no such key.');
        else if (Array.isArray(container)) container.splice(indexIn(container, key), 1);
        else fail(`'${typeName(container)}' does not support deletion.`);
      });
    } else if (target.type === 'attribute' && this.#run.mmengine !== undefined) {
      const container = this.#expressions.evaluate(field(target, 'object'), scope);
      const name = field(target, 'attribute').text;
      if (!(container instanceof PyDict) || !container.delete(name))
        throw new PythonError(this.#run.file, target, `no key "${name}".`);
    } else {
      this.#run.unsupported(target);
    }
  }

  #for(node: Node, scope: Scope): Signal | undefined {
    const items = this.#run.at(node, () => itemsOf(this.#expressions.evaluate(field(node, 'right'), scope)));
    for (const item of items) {
      this.#expressions.assign(field(node, 'left'), item, scope);
      const signal = this.#block(field(node, 'body'), scope);
      if (signal === 'break') return undefined;
      if (typeof signal === 'object') return signal;
    }
    return this.#else(node, scope);
  }

  #while(node: Node, scope: Scope): Signal | undefined {
    while (this.#expressions.isTrue(field(node, 'condition'), scope)) {
      this.#run.step(node);
      const signal = this.#block(field(node, 'body'), scope);
      if (signal === 'break') return undefined;
      if (typeof signal === 'object') return signal;
    }
    return this.#else(node, scope);
  }

  #else(node: Node, scope: Scope): Signal | undefined {
    const otherwise = node.childForFieldName('alternative');
    return otherwise === null ? undefined : this.#block(field(otherwise, 'body'), scope);
  }

  #if(node: Node, scope: Scope): Signal | undefined {
    if (this.#expressions.isTrue(field(node, 'condition'), scope))
      return this.#block(field(node, 'consequence'), scope);
    for (const clause of node.childrenForFieldName('alternative')) {
      if (clause === null) continue;
      if (clause.type === 'else_clause') return this.#block(field(clause, 'body'), scope);
      if (this.#expressions.isTrue(field(clause, 'condition'), scope))
        return this.#block(field(clause, 'consequence'), scope);
    }
    return undefined;
  }

  /** `with read_base():`, which only mmengine supports. */
  #with(node: Node, scope: Scope): Signal | undefined {
    if (!/^with\s+read_base\s*\(\s*\)\s*:/.test(node.text)) return this.#run.unsupported(node);
    if (this.#run.mmengine === undefined) {
      throw new PythonError(this.#run.file, node, ofMmengine('read_base()', this.#run.file));
    }
    for (const each of namedChildren(field(node, 'body'))) {
      const name = each.childForFieldName('module_name')?.text ?? '';
      const module = this.#run.mmengine.moduleAt(name);
      if (module === undefined) return this.#run.unsupported(each);
      const isWhole = namedChildren(each).some(({ type }) => type === 'wildcard_import');
      if (isWhole) for (const [key, value] of module) scope.names.set(key, value);
      else this.#importFrom(each, module, scope);
    }
    return undefined;
  }

  #importFrom(node: Node, module: ReadonlyMap<string, PyValue>, scope: Scope): void {
    for (const name of node.childrenForFieldName('name')) {
      if (name === null) continue;
      const path = name.type === 'aliased_import' ? field(name, 'name').text : name.text;
      const value = module.get(path);
      if (value === undefined)
        throw new PythonError(this.#run.file, name, `that config defines no "${path}".`);
      scope.names.set(name.type === 'aliased_import' ? field(name, 'alias').text : path, value);
    }
  }

  #import(node: Node, scope: Scope): void {
    const from = node.childForFieldName('module_name')?.text;
    for (const name of node.childrenForFieldName('name')) {
      if (name === null) continue;
      const path = name.type === 'aliased_import' ? field(name, 'name').text : name.text;
      const alias = name.type === 'aliased_import' ? field(name, 'alias').text : undefined;
      scope.names.set(alias ?? path.split('.')[0], this.#imported(node, from, path, alias !== undefined));
    }
  }

  #imported(node: Node, from: string | undefined, path: string, isAliased: boolean): PyValue {
    if (from === undefined) {
      // `import os.path` binds `os`
      const name = isAliased ? path : path.split('.')[0];
      if (modules.has(path) || path === 'os') return modules.get(name) ?? new PyModule(name, new Map());
    } else {
      const member = modules.get(from)?.members.get(path) ?? modules.get(`${from}.${path}`);
      if (member !== undefined) return member;
      if (this.#run.mmengine !== undefined) return new PyClass(path);
      if (from.startsWith('mmengine')) {
        throw new PythonError(this.#run.file, node, ofMmengine(`An import from ${from}`, this.#run.file));
      }
    }
    const known = [...modules.keys()].join(', ');
    const what = from === undefined ? path : `${path} from ${from}`;
    throw new PythonError(
      this.#run.file,
      node,
      `cannot import ${what} without running Python. Known modules: ${known}.`,
    );
  }

  #function(node: Node, scope: Scope): PyFunction {
    return functionOf(
      node,
      scope,
      this.#run,
      (each, at) => this.#expressions.evaluate(each, at),
      (body, at) => {
        const signal = this.#block(body, at);
        return typeof signal === 'object' ? signal.value : null;
      },
    );
  }
}
