/** @module Properties of a Python config: arguments of `dict`, pairs of `{...}`, and assignments of the top level. */
import type { Property } from '../locations/property.js';
import { pythonLocator } from './locations.js';
import { type Node, withPythonTree } from './syntax.js';

const STYLES = {
  keyword_argument: ['python-argument', 'name'],
  pair: ['python-pair', 'key'],
  assignment: ['python-statement', 'left'],
} as const;

export async function pythonProperties(
  file: string,
  source: string,
): Promise<(path: string) => Property | undefined> {
  const locationOf = await pythonLocator(file);
  const properties = await withPythonTree(source, file, (root) => propertiesIn(root, file, source));
  return (path) => {
    const location = locationOf(path);
    const property =
      location === undefined ? undefined : properties.get(`${location.line}:${location.column}`);
    return property === undefined || !(path === property.key || path.endsWith(`.${property.key}`))
      ? undefined
      : property;
  };
}

type Keyed = Property & { readonly key: string };

/** By line and column of their start. */
function propertiesIn(root: Node, file: string, source: string): Map<string, Keyed> {
  const found = new Map<string, Keyed>();
  const visit = (node: Node): void => {
    for (const child of node.namedChildren) if (child !== null) visit(child);
    if (!Object.hasOwn(STYLES, node.type)) return;
    const [style, keyField] = STYLES[node.type as keyof typeof STYLES];
    const key = node.childForFieldName(keyField);
    const value = node.childForFieldName(keyField === 'left' ? 'right' : 'value');
    if (key === null || value === null) return;
    const { row, column } = node.startPosition;
    found.set(`${row + 1}:${column + 1}`, {
      file,
      source,
      style,
      key: key.text.replace(/^(['"])(.*)\1$/, '$2'),
      start: node.startIndex,
      end: node.endIndex,
      valueText: value.text,
    });
  };
  visit(root);
  return found;
}
