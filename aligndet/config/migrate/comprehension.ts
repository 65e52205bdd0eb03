/** @module Comprehensions: `[f(x) for x in xs if c]` becomes `xs.filter((x) => c).map((x) => f(x))`. */
import { Scope } from '../python/run.js';
import { field, type Node, namedChildren } from '../python/syntax.js';
import { itemsOf, PyDict, type PyValue } from '../python/values.js';
import { callOf, type Layout, wrap } from './layout.js';
import { Untranslatable } from './literals.js';
import { safeName } from './names.js';
import { arrowBody, isSequence } from './sequences.js';

/** What the translation of a comprehension needs from that of its expressions. */
export interface ExpressionTranslator {
  translate(node: Node, scope: Scope): Layout;
  /** On one line. */
  inline(node: Node, scope: Scope): string;
  evaluate(node: Node, scope: Scope): PyValue;
  assign(target: Node, value: PyValue, scope: Scope): void;
}

/** The iteration: `source.map((names) => ...)`, or `Array.from({ length }, (names) => ...)` for a range. */
interface Walk {
  readonly each: (body: Layout, isFlat: boolean) => Layout;
}

/** @throws {Untranslatable} for a comprehension without such a form. */
export function comprehension(translator: ExpressionTranslator, node: Node, scope: Scope): Layout {
  const clauses = namedChildren(node).filter(({ type }) => type === 'for_in_clause');
  const hasCondition = namedChildren(node).some(({ type }) => type === 'if_clause');
  if (hasCondition || clauses.length === 0) throw new Untranslatable('a condition in a comprehension');
  const body = field(node, 'body');
  const isDict = node.type === 'dictionary_comprehension';
  const build = (at: number, outer: Scope): Layout => {
    const inner = new Scope(outer);
    const walk = walkOf(translator, clauses[at], outer, inner);
    const isLast = at === clauses.length - 1;
    if (!isLast) return walk.each(build(at + 1, inner), true);
    if (!isDict) return walk.each(arrowBody(translator.translate(body, inner)), false);
    const [key, value] = ['key', 'value'].map((part) => translator.inline(field(body, part), inner));
    return walk.each(`[${key}, ${value}]`, false);
  };
  const built = build(0, scope);
  return isDict ? callOf('Object.fromEntries', [built]) : built;
}

function walkOf(translator: ExpressionTranslator, clause: Node, outer: Scope, inner: Scope): Walk {
  const [target, source] = [field(clause, 'left'), field(clause, 'right')];
  const call = source.type === 'call' ? field(source, 'function').text : '';
  const args = source.type === 'call' ? namedChildren(field(source, 'arguments')) : [];
  const [first] = itemsOf(translator.evaluate(source, outer));
  if (first === undefined) throw new Untranslatable('an empty loop');
  translator.assign(target, first, inner);
  if (call === 'range' && args.length === 1 && target.type === 'identifier') {
    const length = translator.inline(args[0], outer);
    const name = safeName(target.text);
    const parameters = name === '_' ? '' : `_, ${name}`;
    const start = `Array.from({ length: ${length} }, (${parameters}) => `;
    return { each: (body, isFlat) => wrap(start, body, isFlat ? ').flat()' : ')') };
  }
  if (call === 'enumerate' && args.length === 1) {
    const names = namedChildren(target);
    if (names.length !== 2 || names[0].type !== 'identifier') throw new Untranslatable('enumerate');
    return mapped(translator, args[0], outer, `${pattern(names[1])}, ${safeName(names[0].text)}`);
  }
  return mapped(translator, source, outer, pattern(target));
}

function mapped(translator: ExpressionTranslator, source: Node, scope: Scope, names: string): Walk {
  const value: PyValue = translator.evaluate(source, scope);
  if (!isSequence(value))
    throw new Untranslatable(value instanceof PyDict ? 'a loop over a dict' : 'this loop');
  const text = translator.inline(source, scope);
  return { each: (body, isFlat) => wrap(`${text}.${isFlat ? 'flatMap' : 'map'}((${names}) => `, body, ')') };
}

function pattern(target: Node): string {
  if (target.type === 'identifier') return safeName(target.text);
  if (!/pattern|tuple|expression_list/.test(target.type)) throw new Untranslatable('this target');
  return `[${namedChildren(target).map(pattern).join(', ')}]`;
}
