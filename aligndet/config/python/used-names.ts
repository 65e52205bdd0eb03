/** @module Names that a Python config uses in expressions, besides defining them. */
import { type Node, namedChildren, withPythonTree } from './syntax.js';

export function usedNamesIn(text: string, file: string): Promise<Set<string>> {
  return withPythonTree(text, file, (root) => {
    const used = new Set<string>();
    const visit = (node: Node): void => {
      if (node.type === 'identifier') used.add(node.text);
      else for (const child of usesIn(node)) visit(child);
    };
    visit(root);
    return used;
  });
}

/** The children that are expressions: not the name of an argument, an attribute or what is assigned to. */
function usesIn(node: Node): Node[] {
  const children = namedChildren(node);
  if (node.type === 'keyword_argument' || node.type === 'default_parameter') return children.slice(1);
  if (node.type === 'attribute') return children.slice(0, 1);
  if (node.type !== 'assignment') return children;
  const target = node.childForFieldName('left');
  return children.filter((child) => child.id !== target?.id || !isName(child));
}

/** One name, or several with commas; `a.b` and `a['b']` use what they change. */
function isName(target: Node): boolean {
  return target.type === 'identifier' || target.type === 'pattern_list' || target.type === 'tuple_pattern';
}
