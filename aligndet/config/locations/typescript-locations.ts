/** @module Finds where a config in TypeScript, JavaScript or JSON sets its values, from the syntax alone. */
import { ts } from 'ts-morph';
import { firstKeys, type Locator } from './location.js';
import { locationOf, TypeScriptSources } from './typescript-source.js';

export function typescriptLocator(file: string, sources = new TypeScriptSources()): Locator {
  return (path) => {
    const node = nodeAt(file, path, sources);
    return node === undefined ? undefined : locationOf(node);
  };
}

/** The key or element that sets the value at `path`, else its nearest known parent. */
export function nodeAt(file: string, path: string, sources: TypeScriptSources): ts.Node | undefined {
  const root = sources.exported(file);
  return root === undefined ? undefined : below(root, path, sources);
}

function below(holder: ts.Expression, path: string, sources: TypeScriptSources): ts.Node | undefined {
  if (path === '') return undefined;
  const value = sources.meaning(holder);
  for (const [key, rest] of firstKeys(path)) {
    const found = child(value, key, sources);
    if (found !== undefined) {
      return (found.value && below(found.value, rest, sources)) ?? found.key;
    }
  }
  return undefined;
}

function child(value: ts.Expression, key: string, sources: TypeScriptSources) {
  if (ts.isObjectLiteralExpression(value)) return sources.propertyOf(value, key);
  if (!ts.isArrayLiteralExpression(value) || !/^\d+$/.test(key)) return undefined;
  const element = elementsOf(value, sources)?.[Number(key)];
  return element === undefined ? undefined : { key: element, value: element };
}

/** Elements with spread lists expanded; `undefined` when one of those is unknown. */
function elementsOf(
  list: ts.ArrayLiteralExpression,
  sources: TypeScriptSources,
): ts.Expression[] | undefined {
  const elements: ts.Expression[] = [];
  for (const element of list.elements) {
    if (!ts.isSpreadElement(element)) {
      elements.push(element);
      continue;
    }
    const spread = sources.meaning(element.expression);
    const inner = ts.isArrayLiteralExpression(spread) ? elementsOf(spread, sources) : undefined;
    if (inner === undefined) return undefined;
    elements.push(...inner);
  }
  return elements;
}
