/** @module Rules about variables: unused names, and keys whose value has no effect on the run. */
import isEqual from 'lodash/isEqual.js';
import { ts } from 'ts-morph';
import { runKeys } from '../../schema/run-schema.js';
import { isUsed } from '../../validate.js';
import { type ConfigObject, type ConfigValue, isObject, valueAt } from '../../value.js';
import type { Edit, LintContext, Rule } from '../finding.js';

export const unusedVariable: Rule = {
  code: 'unused-variable',
  severity: 'warning',
  summary: 'A variable or key that nothing uses, or a redefined one without effect on the inherited value.',
  *check(context) {
    if (/\.[mc]?[jt]s$/.test(context.file)) yield* unusedNames(context);
    yield* lostRedefinitions(context);
    for (const key of context.idle) {
      yield { at: key, message: `no run reads the key "${key}", and no expression uses it.` };
    }
  },
};

/** Constants and imports of the file that nothing in it uses. */
function* unusedNames({ file, sources }: LintContext) {
  const source = sources.parse(file);
  const uses = new Map<string, number>();
  const count = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) uses.set(node.text, (uses.get(node.text) ?? 0) + 1);
    ts.forEachChild(node, count);
  };
  count(source);
  for (const { name, node } of definedNames(source)) {
    if ((uses.get(name.text) ?? 0) > 1) continue;
    const fix = node === undefined ? undefined : { edits: [removal(node)], changes: [] };
    yield { at: name, message: `"${name.text}" is defined but never used.`, fix };
  }
}

/** `node` is the full statement when it defines nothing else. */
function* definedNames(source: ts.SourceFile): Generator<{ name: ts.Identifier; node?: ts.Node }> {
  for (const statement of source.statements) {
    if (ts.isVariableStatement(statement)) {
      if (statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) continue;
      const { declarations } = statement.declarationList;
      for (const { name } of declarations) {
        if (ts.isIdentifier(name)) yield { name, node: declarations.length === 1 ? statement : undefined };
      }
    } else if (ts.isImportDeclaration(statement)) {
      const named = statement.importClause?.namedBindings;
      if (named !== undefined && ts.isNamedImports(named)) {
        for (const { name } of named.elements) {
          yield { name, node: named.elements.length === 1 ? statement : undefined };
        }
      }
    }
  }
}

/** Range with its comments and its line end. */
function removal(node: ts.Node): Edit {
  const { text, fileName } = node.getSourceFile();
  const [comment] = ts.getLeadingCommentRanges(text, node.getFullStart()) ?? [];
  const isHeader = comment?.pos === 0;
  const start = comment === undefined || isHeader ? node.getStart() : comment.pos;
  const end = node.end + (/^\r?\n/.exec(text.slice(node.end))?.[0].length ?? 0);
  return { file: fileName, start, end, text: '' };
}

/**
 * A variable redefined over a base whose new value occurs nowhere in the run, while the old one does: the base
 * has already used it.
 */
function* lostRedefinitions({ loaded }: LintContext) {
  if (loaded === undefined) return;
  const { own, bases } = loaded.layer;
  const run = values(loaded.config);
  for (const [name, value] of Object.entries(own)) {
    if (runKeys.includes(name) || typeof value !== 'object' || value === null || isUsed(value, run)) continue;
    const inherited = bases.map(({ merged }) => merged[name]).find((each) => each !== undefined);
    if (inherited === undefined || isEqual(inherited, value)) continue;
    const still = pathOf(inherited, loaded.config);
    if (still === undefined) continue;
    yield {
      at: name,
      message:
        `${name} is redefined here, but ${still} still has the value from the base. ` + `Set ${still} too.`,
    };
  }
}

function values(config: ConfigObject): ConfigValue[] {
  return runKeys.flatMap((key) => (Object.hasOwn(config, key) ? [config[key]] : []));
}

/** The path at which a run contains `expected`. */
function pathOf(expected: ConfigValue, config: ConfigObject): string | undefined {
  const text = JSON.stringify(expected);
  const find = (value: ConfigValue, path: string): string | undefined => {
    if (JSON.stringify(value) === text) return path;
    if (!isObject(value) && !Array.isArray(value)) return undefined;
    for (const [key, item] of Object.entries(value)) {
      const found = find(item, `${path}.${key}`);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  for (const key of runKeys) {
    const value = valueAt(config, key);
    const found = value === undefined ? undefined : find(value, key);
    if (found !== undefined) return found;
  }
  return undefined;
}
