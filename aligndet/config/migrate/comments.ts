/** @module Attributes the comments of a Python source to its elements. */
import type { Node } from '../python/syntax.js';

/** Each comment is taken once; the rest is taken at the end, so that none is lost. */
export class Comments {
  readonly #taken = new Set<number>();

  /** Text of a comment without its mark. */
  take(node: Node): string {
    this.#taken.add(node.id);
    return textOf(node);
  }

  /** Comments below `node` that were not taken yet. */
  rest(node: Node): string[] {
    const found: string[] = [];
    const visit = (at: Node): void => {
      if (at.type === 'comment' && !this.#taken.has(at.id)) found.push(this.take(at));
      for (const child of at.namedChildren) if (child !== null) visit(child);
    };
    visit(node);
    return found;
  }
}

/** An element of a container with its comments. */
export interface Commented {
  readonly node: Node;
  readonly leading: string[];
  trailing?: string;
}

/** The elements of a list, dict or call, each with the comments above it and the one after it on its line. */
export function withComments(
  container: Node,
  comments: Comments,
): { elements: Commented[]; dangling: string[] } {
  const elements: Commented[] = [];
  let waiting: string[] = [];
  for (const child of container.namedChildren) {
    if (child === null) continue;
    if (child.type !== 'comment') {
      elements.push({ node: child, leading: waiting });
      waiting = [];
      continue;
    }
    const last = elements.at(-1);
    const text = comments.take(child);
    const isBehind = last !== undefined && last.node.endPosition.row === child.startPosition.row;
    if (isBehind && waiting.length === 0 && last.trailing === undefined) last.trailing = text;
    else waiting.push(text);
  }
  return { elements, dangling: waiting };
}

function textOf(node: Node): string {
  return node.text.replace(/^#+:?\s?/, '').trimEnd();
}
