/** @module Something that weights can be loaded into, without an engine behind it. */
import type { LoadTarget } from '../../aligndet/checkpoint/index.js';
import type { Parameter } from '../../aligndet/nn/index.js';

export class PlainParameter {
  values: number[];

  constructor(readonly shape: readonly number[]) {
    this.values = new Array(this.size).fill(0);
  }

  get size(): number {
    return this.shape.reduce((product, side) => product * side, 1);
  }

  assign(values: ArrayLike<number>): void {
    this.values = Array.from(values);
  }
}

/** A module of parameters `{ weight }` and children `{ head: module }`. */
export function moduleOf(
  parameters: Record<string, PlainParameter>,
  children: Record<string, LoadTarget> = {},
): LoadTarget & { upgradeState?: LoadTarget['upgradeState'] } {
  return {
    ownParameters: () => Object.entries(parameters) as unknown as Iterable<[string, Parameter]>,
    ownBuffers: () => [],
    children: () => Object.entries(children),
  };
}

/** The module tree of dotted names, each a parameter of one value. */
export function moduleOfNames(...names: readonly string[]): LoadTarget {
  const own = names.filter((name) => !name.includes('.'));
  const heads = new Set(names.filter((name) => name.includes('.')).map((name) => name.split('.', 1)[0]));
  const below = (head: string) =>
    names.flatMap((name) => (name.startsWith(`${head}.`) ? [name.slice(head.length + 1)] : []));
  return moduleOf(
    Object.fromEntries(own.map((name) => [name, new PlainParameter([1])])),
    Object.fromEntries([...heads].map((head) => [head, moduleOfNames(...below(head))])),
  );
}
