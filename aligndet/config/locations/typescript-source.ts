/**
 * @module Reads the syntax of configs without running them: resolves names, imports and calls to expressions.
 */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ts } from 'ts-morph';
import { readSourceSync } from '../source-text.js';
import type { Location } from './location.js';

/** Maximum length of a chain of names; more is treated as a circle. */
const MAX_HOPS = 50;

/** Parsed sources by path. */
export class TypeScriptSources {
  readonly #files = new Map<string, ts.SourceFile>();

  /** The syntax tree of a `.ts`, `.js` or `.json` file, or of `text` instead. */
  parse(file: string, text?: string): ts.SourceFile {
    const known = text === undefined ? this.#files.get(file) : undefined;
    if (known !== undefined) return known;
    const kind = file.endsWith('.json') ? ts.ScriptKind.JSON : undefined;
    const content = text ?? readSourceSync(file);
    const source = ts.createSourceFile(file, content, ts.ScriptTarget.Latest, true, kind);
    this.#files.set(file, source);
    return source;
  }

  /** The expression of `export default` (or `module.exports =`), without `defineConfig`. */
  exported(file: string): ts.Expression | undefined {
    for (const statement of this.parse(file).statements) {
      if (ts.isExportAssignment(statement)) return this.meaning(statement.expression);
      if (!ts.isExpressionStatement(statement)) continue;
      if (file.endsWith('.json')) return statement.expression;
      const { expression } = statement;
      if (ts.isBinaryExpression(expression) && expression.left.getText() === 'module.exports') {
        return this.meaning(expression.right);
      }
    }
    return undefined;
  }

  /** The expression that `node` resolves to, as far as that is known without running it. */
  meaning(node: ts.Expression, hops = 0): ts.Expression {
    if (hops > MAX_HOPS) return node;
    const next = this.#step(node);
    return next === undefined ? node : this.meaning(next, hops + 1);
  }

  #step(node: ts.Expression): ts.Expression | undefined {
    if (
      ts.isParenthesizedExpression(node) ||
      ts.isAsExpression(node) ||
      ts.isSatisfiesExpression(node) ||
      ts.isNonNullExpression(node)
    ) {
      return node.expression;
    }
    if (ts.isIdentifier(node)) return this.#definition(node.getSourceFile(), node.text);
    if (ts.isPropertyAccessExpression(node)) return this.#property(node.expression, node.name.text);
    if (ts.isCallExpression(node)) {
      if (node.expression.getText() === 'defineConfig') return node.arguments[0];
      return this.#result(this.meaning(node.expression));
    }
    return undefined;
  }

  #property(object: ts.Expression, name: string): ts.Expression | undefined {
    const value = this.meaning(object);
    if (!ts.isObjectLiteralExpression(value)) return undefined;
    return this.propertyOf(value, name)?.value;
  }

  /** The last property called `name`, spreads included. */
  propertyOf(
    object: ts.ObjectLiteralExpression,
    name: string,
  ): { key: ts.Node; value: ts.Expression | undefined } | undefined {
    for (const property of [...object.properties].reverse()) {
      if (ts.isSpreadAssignment(property)) {
        const spread = this.meaning(property.expression);
        const found = ts.isObjectLiteralExpression(spread) ? this.propertyOf(spread, name) : undefined;
        if (found !== undefined) return found;
      } else if (property.name !== undefined && nameOf(property.name) === name) {
        if (ts.isPropertyAssignment(property)) return { key: property.name, value: property.initializer };
        return {
          key: property.name,
          value: ts.isShorthandPropertyAssignment(property) ? property.name : undefined,
        };
      }
    }
    return undefined;
  }

  /** The expression of a top-level name, in whichever file it is defined. */
  #definition(source: ts.SourceFile, name: string): ts.Expression | undefined {
    for (const statement of source.statements) {
      if (ts.isVariableStatement(statement)) {
        const found = statement.declarationList.declarations.find(
          (each) => ts.isIdentifier(each.name) && each.name.text === name,
        );
        if (found !== undefined) return found.initializer;
      } else if (ts.isImportDeclaration(statement)) {
        const imported = importedName(statement, name);
        const file = imported === undefined ? undefined : this.importedFile(statement);
        if (file === undefined) continue;
        return imported === 'default'
          ? this.exported(file)
          : this.#definition(this.parse(file), imported as string);
      }
    }
    return undefined;
  }

  /** The file that an import by a relative path names. */
  importedFile(statement: ts.ImportDeclaration): string | undefined {
    const specifier = (statement.moduleSpecifier as ts.StringLiteral).text;
    if (!/^\.{1,2}\//.test(specifier)) return undefined;
    const path = resolve(dirname(statement.getSourceFile().fileName), specifier);
    return [path, path.replace(/\.js$/, '.ts')].find((candidate) => existsSync(candidate));
  }

  /** The expression that a call of `callee` returns, when it is a single one. */
  #result(callee: ts.Expression): ts.Expression | undefined {
    if (!ts.isArrowFunction(callee) && !ts.isFunctionExpression(callee)) return undefined;
    if (!ts.isBlock(callee.body)) return callee.body;
    const returned = callee.body.statements.find(ts.isReturnStatement);
    return returned?.expression;
  }
}

/** A property's name; `undefined` for a computed one. */
export function nameOf(name: ts.PropertyName): string | undefined {
  if (ts.isIdentifier(name) || ts.isStringLiteral(name) || ts.isNumericLiteral(name)) return name.text;
  return undefined;
}

/** The exported name of the import `local`. */
function importedName(statement: ts.ImportDeclaration, local: string): string | undefined {
  const clause = statement.importClause;
  if (clause?.name?.text === local) return 'default';
  const named = clause?.namedBindings;
  if (named === undefined || !ts.isNamedImports(named)) return undefined;
  const found = named.elements.find((element) => element.name.text === local);
  return found === undefined ? undefined : (found.propertyName ?? found.name).text;
}

export function locationOf(node: ts.Node): Location {
  const source = node.getSourceFile();
  const { line, character } = source.getLineAndCharacterOfPosition(node.getStart());
  return { file: source.fileName, line: line + 1, column: character + 1 };
}
