/** @module Something that weights can be loaded into, without an engine behind it. */
import type { LoadTarget } from '../../aligndet/checkpoint/index.js';
import type { Parameter } from '../../aligndet/nn/index.js';

export class PlainParameter {
  values: number[];

  constructor(readonly shape: readonly number[]) {
    this.values = new Array(this.size).fill(0);
  }

  get size(): number {
    return this.shape.reduce((product, dim) => product * dim, 1);
  }

  assign(values: ArrayLike<number>): void {
    this.values = Array.from(values);
  }

  fill(value: number): void {
    this.values.fill(value);
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
  return moduleOfShapes(Object.fromEntries(names.map((name) => [name, [1]])));
}

/** The module tree of dotted names with the shapes of their parameters. */
export function moduleOfShapes(shapes: Readonly<Record<string, readonly number[]>>): LoadTarget {
  const all = Object.entries(shapes);
  const own = all.filter(([name]) => !name.includes('.'));
  const heads = new Set(all.filter(([name]) => name.includes('.')).map(([name]) => name.split('.', 1)[0]));
  const below = (head: string) =>
    all.flatMap(([name, shape]) =>
      name.startsWith(`${head}.`) ? [[name.slice(head.length + 1), shape]] : [],
    );
  return moduleOf(
    Object.fromEntries(own.map(([name, shape]) => [name, new PlainParameter(shape)])),
    Object.fromEntries([...heads].map((head) => [head, moduleOfShapes(Object.fromEntries(below(head)))])),
  );
}
