/**
 * @module Translates Python expressions into TypeScript. Each is also evaluated, because the translation of `+` or
 * `len`
 * depends on types; an expression without counterpart is replaced by its value.
 */
import type { Expressions } from '../python/expressions.js';
import { referenceOf } from '../python/expressions.js';
import type { Scope } from '../python/run.js';
import { field, type Node, namedChildren, PythonError } from '../python/syntax.js';
import { numberOf, PyDict, PyFloat, PyFunction, PyModule, PyTuple, type PyValue } from '../python/values.js';
import { type Comments, withComments } from './comments.js';
import { comprehension } from './comprehension.js';
import { flatten, type Item, item, type Layout, listOf, objectOf, wrap } from './layout.js';
import { formatKey, formatLiteral, literalOf, numberLiteral, Untranslatable } from './literals.js';
import { safeName } from './names.js';
import { arrowBody, isSequence } from './sequences.js';

export class Translator {
  /** Names that the translation of the current statement refers to. */
  readonly used = new Set<string>();
  /** Sources of expressions replaced by a value, for a comment beside it. */
  readonly #notes: string[] = [];

  constructor(
    readonly expressions: Expressions,
    readonly module: Scope,
    readonly comments: Comments,
    /** Maps every string; for paths of bases. */
    readonly text: (value: string) => string = (same) => same,
  ) {}

  /** @throws {Untranslatable} when the value depends on a variable of a comprehension and has no counterpart. */
  translate(node: Node, scope: Scope = this.module): Layout {
    const used = [...this.used];
    try {
      return this.#translate(node, scope);
    } catch (error) {
      if (!(error instanceof Untranslatable) || scope !== this.module) throw error;
      this.used.clear();
      for (const name of used) this.used.add(name);
      this.#notes.push(`Python: ${node.text.replaceAll(/\s+/g, ' ')}`);
      return this.#literal(node, scope);
    }
  }

  /** On one line. */
  inline(node: Node, scope: Scope): string {
    return flatten(this.translate(node, scope)) ?? this.#fail(node);
  }

  evaluate(node: Node, scope: Scope): PyValue {
    return this.expressions.evaluate(node, scope);
  }

  assign(target: Node, value: PyValue, scope: Scope): void {
    this.expressions.assign(target, value, scope);
  }

  /** Takes what was noted since the last call. */
  takeNotes(): string[] {
    return this.#notes.splice(0);
  }

  #literal(node: Node, scope: Scope): Layout {
    try {
      return literalOf(this.evaluate(node, scope), this.text);
    } catch (error) {
      if (!(error instanceof Untranslatable)) throw error;
      throw new PythonError(
        this.expressions.run.file,
        node,
        `${error.message}, and a config holds nothing else.`,
      );
    }
  }

  #translate(node: Node, scope: Scope): Layout {
    switch (node.type) {
      case 'integer':
      case 'float':
        return numberLiteral(node.text, numberOf(this.evaluate(node, scope)) as number);
      case 'true':
      case 'false':
        return node.type;
      case 'none':
        return 'null';
      case 'string':
      case 'concatenated_string':
        return this.#string(node, scope);
      case 'identifier':
        return this.#name(node, scope);
      case 'parenthesized_expression': {
        const [inner] = namedChildren(node);
        const layout = this.translate(inner, scope);
        return isSimple(inner) || typeof layout !== 'string' ? layout : `(${layout})`;
      }
      case 'list':
      case 'tuple':
      case 'expression_list':
        return this.#list(node, scope);
      case 'set': {
        const reference = referenceOf(node);
        return reference === undefined ? this.#fail(node) : formatLiteral(`{{ _base_.${reference} }}`);
      }
      case 'dictionary':
        return this.#object(node, scope);
      case 'call':
        return this.#call(node, scope);
      case 'subscript':
        return this.#subscript(node, scope);
      case 'unary_operator':
        return this.#unary(node, scope);
      case 'binary_operator':
        return this.#binary(node, scope);
      case 'list_comprehension':
      case 'dictionary_comprehension':
        return comprehension(this, node, scope);
      default:
        return this.#fail(node);
    }
  }

  #string(node: Node, scope: Scope): Layout {
    const hasParts =
      node.type === 'string' && namedChildren(node).some(({ type }) => type === 'interpolation');
    if (!hasParts) return formatLiteral(this.text(this.evaluate(node, scope) as string));
    const parts = namedChildren(node).map((part) => {
      if (part.type === 'string_content') {
        const plain = part.text.replace(/\{\{|\}\}/g, (pair) => pair[0]);
        return plain.includes('\\') ? this.#fail(node) : plain.replace(/[`$]/g, '\\$&');
      }
      if (part.type !== 'interpolation') return '';
      const hasSpec = part.childForFieldName('format_specifier') !== null;
      const expression = field(part, 'expression');
      const isPlain = isSameText(this.evaluate(expression, scope));
      if (hasSpec || part.childForFieldName('type_conversion') !== null || !isPlain) return this.#fail(node);
      return `\${${this.inline(expression, scope)}}`;
    });
    return `\`${parts.join('')}\``;
  }

  #name(node: Node, scope: Scope): string {
    const value = this.evaluate(node, scope);
    if (value instanceof PyFunction || value instanceof PyModule) return this.#fail(node);
    if (scope === this.module || !isLocal(node.text, scope, this.module)) this.used.add(node.text);
    return safeName(node.text);
  }

  #list(node: Node, scope: Scope): Layout {
    const { elements, dangling } = withComments(node, this.comments);
    const items = elements.map(({ node: element, leading, trailing }) => {
      const isSpread = element.type === 'list_splat';
      const inner = isSpread ? namedChildren(element)[0] : element;
      return this.#item(inner, scope, isSpread ? '...' : '', leading, trailing);
    });
    return listOf(items, dangling);
  }

  #item(node: Node, scope: Scope, prefix: string, leading: readonly string[], trailing?: string): Item {
    const value = this.translate(node, scope);
    return item(value, prefix, [...leading, ...this.takeNotes()], trailing);
  }

  #object(node: Node, scope: Scope): Layout {
    const { elements, dangling } = withComments(node, this.comments);
    const items = elements.map(({ node: element, leading, trailing }) => {
      if (element.type === 'dictionary_splat') {
        return this.#item(namedChildren(element)[0], scope, '...', leading, trailing);
      }
      const isKeyword = element.type === 'keyword_argument';
      if (!isKeyword && element.type !== 'pair') {
        // the positional argument of dict(...), which must be a dict
        if (!(this.evaluate(element, scope) instanceof PyDict)) this.#fail(element);
        return this.#item(element, scope, '...', leading, trailing);
      }
      const key = isKeyword
        ? formatKey(field(element, 'name').text)
        : this.#key(field(element, 'key'), scope);
      const value = field(element, 'value');
      const isShort = value.type === 'identifier' && value.text === key && safeName(key) === key;
      if (isShort && isPlainName(this.evaluate(value, scope))) {
        return item(this.#name(value, scope), '', leading, trailing);
      }
      return this.#item(value, scope, `${key}: `, leading, trailing);
    });
    return objectOf(items, dangling);
  }

  #key(node: Node, scope: Scope): string {
    const isText =
      node.type === 'string' && !namedChildren(node).some(({ type }) => type === 'interpolation');
    if (isText) return formatKey(this.evaluate(node, scope) as string);
    if (node.type === 'integer') return node.text;
    return `[${this.inline(node, scope)}]`;
  }

  #call(node: Node, scope: Scope): Layout {
    const callee = field(node, 'function');
    const args = field(node, 'arguments');
    if (callee.type !== 'identifier' || scope.find(callee.text) !== undefined) return this.#fail(node);
    if (args.type !== 'argument_list') return this.#fail(node);
    const [first, ...more] = namedChildren(args);
    if (callee.text === 'dict') return this.#object(args, scope);
    if (first === undefined || more.length > 0) return this.#fail(node);
    const value = this.evaluate(first, scope);
    if (callee.text === 'len') {
      const text = this.inline(first, scope);
      return value instanceof PyDict ? `Object.keys(${text}).length` : `${text}.length`;
    }
    const isSequence = Array.isArray(value) || value instanceof PyTuple;
    if ((callee.text === 'list' || callee.text === 'tuple') && isSequence) {
      return listOf([this.#item(first, scope, '...', [])]);
    }
    return this.#fail(node);
  }

  #subscript(node: Node, scope: Scope): string {
    const container = field(node, 'value');
    const subscripts = node.childrenForFieldName('subscript');
    const [key] = subscripts;
    if (subscripts.length !== 1 || key === null || key.type === 'slice') return this.#fail(node);
    const text = this.inline(container, scope);
    const at = this.evaluate(key, scope);
    if (this.evaluate(container, scope) instanceof PyDict) {
      if (key.type !== 'string') return `${text}[${this.inline(key, scope)}]`;
      const name = formatKey(String(at));
      return name.startsWith("'") || name.startsWith('"') ? `${text}[${name}]` : `${text}.${name}`;
    }
    if (typeof at !== 'number') return this.#fail(node);
    return at < 0 ? `${text}.at(${this.inline(key, scope)})` : `${text}[${this.inline(key, scope)}]`;
  }

  #unary(node: Node, scope: Scope): string {
    const argument = field(node, 'argument');
    const operator = field(node, 'operator').text;
    if (operator !== '-' || numberOf(this.evaluate(argument, scope)) === undefined) return this.#fail(node);
    return `-${this.inline(argument, scope)}`;
  }

  #binary(node: Node, scope: Scope): Layout {
    const [left, right] = [field(node, 'left'), field(node, 'right')];
    const [a, b] = [this.evaluate(left, scope), this.evaluate(right, scope)];
    const operator = field(node, 'operator').text;
    if (numberOf(a) !== undefined && numberOf(b) !== undefined) {
      return this.#arithmetic(node, operator, [left, right], [a, b], scope);
    }
    if (operator === '+' && typeof a === 'string' && typeof b === 'string') {
      return templateOf([...this.#textParts(left, scope), ...this.#textParts(right, scope)]);
    }
    const areLists = isSequence(a) && isSequence(b);
    if (operator === '+' && areLists)
      return listOf([...this.#spread(left, scope), ...this.#spread(right, scope)]);
    const [list, times] = isSequence(a) ? [left, right] : [right, left];
    if (operator === '*' && (isSequence(a) || isSequence(b))) return this.#repeat(list, times, scope);
    return this.#fail(node);
  }

  #arithmetic(
    node: Node,
    operator: string,
    [left, right]: readonly [Node, Node],
    [a, b]: readonly [PyValue, PyValue],
    scope: Scope,
  ): string {
    const text = `${this.inline(left, scope)} ${operator} ${this.inline(right, scope)}`;
    if (['+', '-', '*', '/'].includes(operator)) return text;
    if (operator === '//') {
      return `Math.floor(${this.inline(left, scope)} / ${operand(right, this.inline(right, scope))})`;
    }
    const arePositive = (numberOf(a) as number) >= 0 && (numberOf(b) as number) > 0;
    const isPower = operator === '**' && left.type !== 'unary_operator';
    return (operator === '%' && arePositive) || isPower ? text : this.#fail(node);
  }

  /** The pieces of a string concatenation: literal text, and code. */
  #textParts(node: Node, scope: Scope): (string | { code: string })[] {
    const inner = node.type === 'parenthesized_expression' ? namedChildren(node)[0] : node;
    const isSum = inner.type === 'binary_operator' && field(inner, 'operator').text === '+';
    if (isSum) {
      return [field(inner, 'left'), field(inner, 'right')].flatMap((part) => this.#textParts(part, scope));
    }
    const hasParts = inner.descendantsOfType('interpolation').length > 0;
    if (/string$/.test(inner.type) && !hasParts) return [this.text(this.evaluate(inner, scope) as string)];
    return [{ code: this.inline(inner, scope) }];
  }

  #spread(node: Node, scope: Scope): Item[] {
    const layout = this.translate(node, scope);
    if (
      typeof layout !== 'string' &&
      layout.open === '[' &&
      layout.after === undefined &&
      layout.dangling.length === 0
    )
      return [...layout.items];
    return [item(layout, '...')];
  }

  #repeat(list: Node, times: Node, scope: Scope): Layout {
    const layout = this.translate(list, scope);
    const count = this.inline(times, scope);
    if (typeof layout === 'string' || layout.items.length !== 1) return this.#fail(list);
    const [only] = layout.items;
    if (only.prefix !== '' || flatten(layout) === undefined) return this.#fail(list);
    return wrap(`Array.from({ length: ${count} }, () => `, arrowBody(only.value), ')');
  }

  #fail(node: Node): never {
    throw new Untranslatable(node.type);
  }
}

/** The pieces as one literal: quoted where all are literal, else a template. */
function templateOf(parts: readonly (string | { code: string })[]): string {
  if (parts.every((part) => typeof part === 'string')) return formatLiteral(parts.join(''));
  const body = parts.map((part) => {
    if (typeof part === 'string')
      return JSON.stringify(part).slice(1, -1).replaceAll('\\"', '"').replace(/[`$]/g, '\\$&');
    return part.code.startsWith('`') ? part.code.slice(1, -1) : `\${${part.code}}`;
  });
  return `\`${body.join('')}\``;
}

function operand(node: Node, text: string): string {
  return node.type === 'binary_operator' ? `(${text})` : text;
}

function isSimple({ type }: Node): boolean {
  return !['binary_operator', 'unary_operator', 'conditional_expression'].includes(type);
}

/** Whether JavaScript formats a value in a template as Python does. */
function isSameText(value: PyValue): boolean {
  if (value instanceof PyFloat) return !Number.isInteger(value.value) && Math.abs(value.value) > 1e-4;
  return typeof value === 'string' || typeof value === 'number';
}

function isPlainName(value: PyValue): boolean {
  return !(value instanceof PyFunction || value instanceof PyModule);
}

function isLocal(name: string, scope: Scope, module: Scope): boolean {
  for (let at: Scope | undefined = scope; at !== undefined && at !== module; at = at.outer) {
    if (at.names.has(name)) return true;
  }
  return false;
}
