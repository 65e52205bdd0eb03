/** @module Translates the top level of a Python config statement by statement, and runs each. */
import { Expressions } from '../python/expressions.js';
import { isConfigName } from '../python/read.js';
import { Run, Scope } from '../python/run.js';
import { Statements } from '../python/statements.js';
import { field, type Node, namedChildren } from '../python/syntax.js';
import { PyDict } from '../python/values.js';
import { Comments } from './comments.js';
import { Translator } from './expressions.js';
import { callOf, type Layout, wrap } from './layout.js';
import { safeName } from './names.js';

/** `name = value` of the Python source. */
export interface Definition {
  readonly name: string;
  readonly value: Layout;
  readonly uses: ReadonlySet<string>;
  leading: string[];
  trailing?: string;
}

/** A statement that changes an earlier definition. */
export interface Effect {
  readonly code: Layout;
  readonly changes: string;
  /** Whether the name is reassigned, so that it cannot be a constant. */
  readonly reassigns: boolean;
  readonly uses: ReadonlySet<string>;
  readonly leading: string[];
}

/** The translation of a Python source. */
export interface Translation {
  /** The docstring of the file. */
  readonly docstring?: string;
  readonly steps: readonly (Definition | Effect)[];
  /** Names changed by code without counterpart, with the line of that code. */
  readonly computed: ReadonlyMap<string, number>;
  /** Comments at the end of the file. */
  readonly dangling: readonly string[];
  readonly scope: Scope;
}

/** @param mapBase maps the paths under `_base_`. @throws {PythonError} for what cannot be evaluated. */
export function translateModule(root: Node, file: string, mapBase: (path: string) => string): Translation {
  return new ModuleTranslation(root, file, mapBase).translate();
}

class ModuleTranslation {
  readonly #run: Run;
  readonly #scope = new Scope();
  readonly #comments = new Comments();
  readonly #statements: Statements;
  readonly #translator: Translator;
  readonly #baseTranslator: Translator;
  readonly #steps: (Definition | Effect)[] = [];
  readonly #computed = new Map<string, number>();
  #docstring: string | undefined;
  #waiting: string[] = [];

  constructor(
    readonly root: Node,
    file: string,
    mapBase: (path: string) => string,
  ) {
    this.#run = new Run(file);
    this.#statements = new Statements(this.#run);
    const expressions = new Expressions(this.#run);
    this.#translator = new Translator(expressions, this.#scope, this.#comments);
    this.#baseTranslator = new Translator(expressions, this.#scope, this.#comments, mapBase);
  }

  translate(): Translation {
    let last: Node | undefined;
    for (const node of this.root.namedChildren) {
      if (node === null) continue;
      if (node.type === 'comment') this.#comment(node, last);
      else this.#statement(node);
      last = node.type === 'comment' ? last : node;
    }
    return {
      docstring: this.#docstring,
      steps: this.#steps,
      computed: this.#computed,
      dangling: this.#waiting,
      scope: this.#scope,
    };
  }

  #comment(node: Node, last: Node | undefined): void {
    const text = this.#comments.take(node);
    const step = this.#steps.at(-1);
    const isBehind = last !== undefined && last.endPosition.row === node.startPosition.row;
    if (isBehind && step !== undefined && 'name' in step && step.trailing === undefined) step.trailing = text;
    else this.#waiting.push(text);
  }

  #statement(node: Node): void {
    const [expression, ...rest] = namedChildren(node);
    const isExpression = node.type === 'expression_statement' && rest.length === 0;
    if (isExpression && expression.type === 'string') {
      const text = String(this.#translator.evaluate(expression, this.#scope)).trim();
      if (this.#steps.length === 0 && this.#docstring === undefined) this.#docstring = text;
      else this.#waiting.push(...text.split('\n'));
      return;
    }
    const isDone = isExpression && (this.#definition(node, expression) || this.#effect(node, expression));
    if (!isDone) this.#runOnly(node);
  }

  #take(node: Node): string[] {
    return [...this.#waiting.splice(0), ...this.#comments.rest(node), ...this.#translator.takeNotes()];
  }

  /** `name = value`, and `name = other` for an existing name. */
  #definition(node: Node, expression: Node): boolean {
    if (expression.type !== 'assignment') return false;
    const [left, right] = ['left', 'right'].map((part) => expression.childForFieldName(part));
    if (left?.type !== 'identifier' || right === null || right.type === 'assignment') return false;
    const name = left.text;
    if (!isConfigName('', this.#translator.evaluate(right, this.#scope))) return false;
    const translator = name === '_base_' ? this.#baseTranslator : this.#translator;
    translator.used.clear();
    const value = translator.translate(right);
    const uses = new Set(translator.used);
    const isKnown = this.#scope.names.has(name);
    this.#statements.runStatement(node, this.#scope);
    const leading = this.#take(node);
    if (!isKnown) this.#steps.push({ name, value, uses, leading });
    else {
      const code = wrap(`${safeName(name)} = `, value, '');
      this.#steps.push({ code, changes: name, reassigns: true, uses, leading });
    }
    return true;
  }

  /** `name.update(...)`, `name.append(...)`, `name['key'] = ...`, `name += ...`. */
  #effect(node: Node, expression: Node): boolean {
    const root = rootOf(expression);
    if (root === undefined || this.#scope.find(root) === undefined) return false;
    this.#translator.used.clear();
    let code: Layout | undefined;
    try {
      code = this.#effectCode(expression);
    } catch {
      return false; // the statement is only run, and its resulting values are used
    }
    if (code === undefined) return false;
    const uses = new Set([...this.#translator.used, root]);
    this.#statements.runStatement(node, this.#scope);
    const isList = Array.isArray(this.#scope.find(root));
    const reassigns = expression.type === 'augmented_assignment' && !isList;
    this.#steps.push({ code, changes: root, reassigns, uses, leading: this.#take(node) });
    return true;
  }

  #effectCode(expression: Node): Layout | undefined {
    const text = (node: Node) => this.#translator.inline(node, this.#scope);
    if (expression.type === 'assignment') {
      const right = expression.childForFieldName('right');
      const left = field(expression, 'left');
      if (left.type !== 'subscript' || right === null || right.type === 'assignment') return undefined;
      return `${text(left)} = ${text(right)}`;
    }
    if (expression.type === 'augmented_assignment') {
      const left = field(expression, 'left');
      const operator = field(expression, 'operator').text;
      const isList = Array.isArray(this.#translator.evaluate(left, this.#scope));
      if (isList)
        return operator === '+=' ? `${text(left)}.push(...${text(field(expression, 'right'))})` : undefined;
      return /^[-+*/]=$/.test(operator)
        ? `${text(left)} ${operator} ${text(field(expression, 'right'))}`
        : undefined;
    }
    if (expression.type !== 'call') return undefined;
    const callee = field(expression, 'function');
    if (callee.type !== 'attribute') return undefined;
    const object = field(callee, 'object');
    const isDict = this.#translator.evaluate(object, this.#scope) instanceof PyDict;
    const args = namedChildren(field(expression, 'arguments'));
    const method = field(callee, 'attribute').text;
    const hasOne = args.length === 1 && !/keyword|splat/.test(args[0].type);
    if (method === 'update' && isDict && hasOne) {
      return callOf('Object.assign', [text(object), this.#translator.translate(args[0])]);
    }
    if (!hasOne || isDict) return undefined;
    if (method === 'append') return `${text(object)}.push(${text(args[0])})`;
    return method === 'extend' ? `${text(object)}.push(...${text(args[0])})` : undefined;
  }

  /** Runs a statement without counterpart; the resulting values are written instead. */
  #runOnly(node: Node): void {
    const before = new Map([...this.#scope.names].map(([name, value]) => [name, fingerprint(value)]));
    this.#statements.runStatement(node, this.#scope);
    this.#waiting.push(...this.#comments.rest(node));
    for (const [name, value] of this.#scope.names) {
      if (before.get(name) !== fingerprint(value)) this.#computed.set(name, node.startPosition.row + 1);
    }
  }
}

/** The base name of a target, a method call or an item. */
function rootOf(node: Node): string | undefined {
  if (node.type === 'identifier') return node.text;
  for (const part of ['left', 'function', 'object', 'value']) {
    const child = node.childForFieldName(part);
    if (child !== null) return rootOf(child);
  }
  return undefined;
}

/** A key that is equal for equal plain data. */
function fingerprint(value: unknown): string {
  return JSON.stringify(value, (_key, each) => {
    if (each instanceof PyDict) return { dict: each.entries() };
    return typeof each === 'function' ? String(each) : each;
  });
}
