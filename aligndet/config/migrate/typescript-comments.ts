/** @module Comments of a TypeScript config, by the path of their value. */
import { ts } from 'ts-morph';
import { nameOf, TypeScriptSources } from '../locations/typescript-source.js';
import type { PathComments } from './python-text.js';

export interface FileComments extends PathComments {
  /** The header comment. */
  readonly header: readonly string[];
}

export function typescriptComments(file: string, text: string): FileComments {
  const sources = new TypeScriptSources();
  const source = sources.parse(file, text);
  const leading = new Map<string, string[]>();
  const trailing = new Map<string, string>();
  const seen = new Set<ts.Node>();
  const note = (node: ts.Node, path: string): void => {
    if (seen.has(node)) return;
    seen.add(node);
    const before = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
    const lines = before
      .filter(({ pos }) => pos > 0)
      .flatMap((range) => linesOf(text.slice(range.pos, range.end)));
    if (lines.length > 0) leading.set(path, [...(leading.get(path) ?? []), ...lines]);
    const [behind] = ts.getTrailingCommentRanges(text, endOf(text, node)) ?? [];
    if (behind !== undefined && !trailing.has(path)) {
      trailing.set(path, linesOf(text.slice(behind.pos, behind.end)).join(' '));
    }
  };
  const visit = (expression: ts.Expression, path: string): void => {
    const value = sources.meaning(expression);
    if (value.getSourceFile() !== source) return;
    const statement = ts.findAncestor(value, ts.isVariableStatement);
    if (statement !== undefined && value !== expression && path !== '') note(statement, path);
    if (ts.isObjectLiteralExpression(value)) {
      for (const property of value.properties) {
        const name = property.name === undefined ? undefined : nameOf(property.name);
        if (name === undefined) continue;
        const below = path === '' ? name : `${path}.${name}`;
        note(property, below);
        if (ts.isPropertyAssignment(property)) visit(property.initializer, below);
        else if (ts.isShorthandPropertyAssignment(property)) visit(property.name, below);
      }
    } else if (ts.isArrayLiteralExpression(value)) {
      for (const [i, element] of value.elements.entries()) {
        note(element, `${path}.${i}`);
        visit(element, `${path}.${i}`);
      }
    }
  };
  const root = sources.exported(file);
  if (root !== undefined) visit(root, '');
  const opening = (ts.getLeadingCommentRanges(text, 0) ?? []).filter(({ pos }) => pos === 0);
  return { header: opening.flatMap(({ pos, end }) => linesOf(text.slice(pos, end))), leading, trailing };
}

/** After the comma that follows an element. */
function endOf(text: string, node: ts.Node): number {
  return text[node.end] === ',' ? node.end + 1 : node.end;
}

/** Lines of a comment without its delimiters. */
function linesOf(comment: string): string[] {
  if (comment.startsWith('//')) return [comment.replace(/^\/\/+ ?/, '').trimEnd()];
  const body = comment.replace(/^\/\*+/, '').replace(/\*+\/$/, '');
  const lines = body.split('\n').map((line) => line.replace(/^\s*\* ?/, '').trimEnd());
  while (lines[0]?.trim() === '') lines.shift();
  while (lines.at(-1)?.trim() === '') lines.pop();
  return lines.map((line) => (lines.length === 1 ? line.trim() : line));
}
