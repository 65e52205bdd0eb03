/** @module Names that a TypeScript or JavaScript config uses in expressions; definitions and exports do not count. */
import { ts } from 'ts-morph';
import { nameOf, TypeScriptSources } from './typescript-source.js';

export function usedNamesIn(text: string, file: string): Set<string> {
  const sources = new TypeScriptSources();
  const source = sources.parse(file, text);
  const exported = sources.exported(file);
  const uses = new Map<string, number>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && isUse(node, exported)) uses.set(node.text, (uses.get(node.text) ?? 0) + 1);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return new Set([...uses.keys(), ...otherNames(exported, uses)]);
}

/** Keys of the config whose value is a constant of another name that is used elsewhere too. */
function otherNames(exported: ts.Expression | undefined, uses: ReadonlyMap<string, number>): string[] {
  if (exported === undefined || !ts.isObjectLiteralExpression(exported)) return [];
  return exported.properties.flatMap((property) => {
    if (!ts.isPropertyAssignment(property) || !ts.isIdentifier(property.initializer)) return [];
    const name = (uses.get(property.initializer.text) ?? 0) > 1 ? nameOf(property.name) : undefined;
    return name === undefined ? [] : [name];
  });
}

function isUse(name: ts.Identifier, exported: ts.Expression | undefined): boolean {
  const { parent } = name;
  if (ts.isShorthandPropertyAssignment(parent)) return parent.parent !== exported;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === name;
  if (ts.isVariableDeclaration(parent)) return parent.initializer === name;
  return !ts.isImportSpecifier(parent) && !ts.isImportClause(parent);
}
