/**
 * @module Extracts functions from a traced graph: the forward function, and the backward function that continues from
 * it.
 */
import type { Graph, GraphNode, GraphTensor } from './graph.js';
import { NativeFunction } from './native-function.js';

/** A function and its arguments. */
export interface Piece {
  readonly body: NativeFunction;
  /** The graph output that each argument of the function corresponds to. */
  readonly inputs: readonly GraphTensor[];
  /** For each requested tensor, its index among the function's outputs. */
  readonly positions: readonly number[];
}

/**
 * Extracts the nodes that compute `targets`.
 *
 * @param isGiven whether a node's outputs are arguments of the function; placeholders always are.
 */
export function cut(
  graph: Graph,
  targets: readonly GraphTensor[],
  isGiven: (node: GraphNode) => boolean = () => false,
): Piece {
  const { nodes, inputs } = ancestors(targets, isGiven);
  const given = new Set(inputs.map(({ node }) => node));
  const outputs: GraphTensor[] = [];
  const positions = targets.map((target) => {
    const known = outputs.findIndex((output) => isSame(output, target));
    if (known >= 0) return known;
    return outputs.push(target) - 1;
  });
  const body = new Set(nodes);
  const returned = outputs.map((output) => {
    if (!given.has(output.node)) return output;
    const [copy] = graph.add('Identity', [], [output]); // a function may not return its argument
    body.add(copy.node);
    return copy;
  });
  return { body: new NativeFunction(graph, [...body], inputs, returned), inputs, positions };
}

/** The nodes that `targets` need, and the tensors at which the search ends. */
export function ancestors(
  targets: readonly GraphTensor[],
  isGiven: (node: GraphNode) => boolean,
): { nodes: GraphNode[]; inputs: GraphTensor[] } {
  const nodes = new Set<GraphNode>();
  const inputs = new Map<string, GraphTensor>();
  const pending = [...targets];
  for (let tensor = pending.pop(); tensor !== undefined; tensor = pending.pop()) {
    const { node, index } = tensor;
    if (node.op === 'Placeholder' || isGiven(node)) inputs.set(`${node.order}:${index}`, tensor);
    else if (!nodes.has(node)) {
      nodes.add(node);
      pending.push(...node.inputs);
    }
  }
  const inOrder = [...nodes].sort((a, b) => a.order - b.order);
  return { nodes: inOrder, inputs: [...inputs.values()].sort((a, b) => a.node.order - b.node.order) };
}

export function isSame(a: GraphTensor, b: GraphTensor): boolean {
  return a.node === b.node && a.index === b.index;
}
