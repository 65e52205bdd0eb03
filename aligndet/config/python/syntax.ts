/** @module Parses Python sources with tree-sitter; no Python is needed. */
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Node, Parser } from 'web-tree-sitter';
import { ConfigError, isClone, libraryFile, packageRequire } from '../../core/index.js';
import { tooLarge } from '../value.js';

export type { Node };

/** An error at a location of a Python source, `file:line:column`. */
export class PythonError extends ConfigError {
  constructor(
    readonly file: string,
    node: Pick<Node, 'startPosition'>,
    message: string,
  ) {
    const { row, column } = node.startPosition;
    super(`${file}:${row + 1}:${column + 1}: ${message}`);
  }
}

let loading: Promise<Parser> | undefined;

/**
 * Calls `use` with the tree of `source`, which is valid only during the call.
 *
 * @throws {PythonError} at the first syntax error.
 */
export async function withPythonTree<Result>(
  source: string,
  file: string,
  use: (root: Node) => Result,
): Promise<Result> {
  loading ??= loadParser();
  const tree = (await loading).parse(source);
  if (tree === null) throw new ConfigError(`${file}: the Python parser gave up.`);
  try {
    const deep = tooDeep(tree.rootNode);
    if (deep !== undefined) throw new PythonError(file, deep, 'nested too deeply for a config.');
    const wrong = firstError(tree.rootNode);
    if (wrong !== undefined) throw new PythonError(file, wrong, describeError(wrong));
    return use(tree.rootNode);
  } catch (error) {
    throw tooLarge(error, file);
  } finally {
    tree.delete();
  }
}

/** Named children: no punctuation, no comments. */
export function namedChildren(node: Node): Node[] {
  return node.namedChildren.filter((child): child is Node => child !== null && child.type !== 'comment');
}

/** The child in a grammar field that is always there. */
export function field(node: Node, name: string): Node {
  const child = node.childForFieldName(name);
  if (child === null) throw new ConfigError(`The Python grammar gives "${node.type}" no "${name}".`);
  return child;
}

async function loadParser(): Promise<Parser> {
  const { Language, Parser } = await import('web-tree-sitter');
  await Parser.init();
  const parser = new Parser();
  parser.setLanguage(await Language.load(await readFile(grammarFile())));
  return parser;
}

/** The build takes the grammar into the package: the one of npm has an install script that compiles it. */
function grammarFile(): string {
  const name = 'tree-sitter-python.wasm';
  if (!isClone) return libraryFile(join('config/python', name));
  return join(dirname(packageRequire.resolve('tree-sitter-python/package.json')), name);
}

/** Maximum depth of the tree: a level of a config takes up to four. */
const MAX_NODES_DEEP = 500;

/** The first node too deep for recursive functions; found without recursion. */
function tooDeep(root: Node): Node | undefined {
  const cursor = root.walk();
  try {
    for (let depth = 0; ; ) {
      if (cursor.gotoFirstChild()) depth++;
      else {
        while (!cursor.gotoNextSibling()) if (!cursor.gotoParent() || --depth === 0) return undefined;
      }
      if (depth > MAX_NODES_DEEP) return cursor.currentNode;
    }
  } finally {
    cursor.delete();
  }
}

function firstError(node: Node): Node | undefined {
  if (node.isError || node.isMissing) return node;
  if (!node.hasError) return undefined;
  for (const child of node.children) {
    const found = child === null ? undefined : firstError(child);
    if (found !== undefined) return found;
  }
  return undefined;
}

function describeError(node: Node): string {
  if (node.isMissing) return `not Python: "${node.type}" is missing here.`;
  const [line] = node.text.split('\n');
  return `not Python: cannot read "${line.slice(0, 60)}".`;
}
