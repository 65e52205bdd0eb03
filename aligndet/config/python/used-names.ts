/** @module Names that a Python config uses in expressions; definitions do not count. */
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

/** The children that are expressions: not names of arguments, attributes or assignment targets. */
function usesIn(node: Node): Node[] {
  const children = namedChildren(node);
  if (node.type === 'keyword_argument' || node.type === 'default_parameter') return children.slice(1);
  if (node.type === 'attribute') return children.slice(0, 1);
  if (node.type !== 'assignment') return children;
  const target = node.childForFieldName('left');
  return children.filter((child) => child.id !== target?.id || !isName(child));
}

/** One name, or several with commas; `a.b` and `a['b']` use their base. */
function isName(target: Node): boolean {
  return target.type === 'identifier' || target.type === 'pattern_list' || target.type === 'tuple_pattern';
}
