/** @module Catches what flows through a model while it runs, in the published layout. */
import type { Tensor, Tensor4D } from '../../../aligndet/engine/index.js';

export interface Captured {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** Arrays by the name that the golden case has for them. */
export type Captures = Map<string, Captured>;

/** Replaces `object[name]` by one that also shows its results. @returns what undoes it. */
export function spyOn<T extends object, K extends keyof T>(
  object: T,
  name: K,
  show: (result: T[K] extends (...args: never[]) => infer R ? R : never, args: readonly unknown[]) => void,
): () => void {
  const original = object[name] as (...args: unknown[]) => never;
  const had = Object.hasOwn(object, name);
  const spy = (...args: unknown[]) => {
    const result = original.apply(object, args);
    show(result, args);
    return result;
  };
  Object.defineProperty(object, name, { value: spy, configurable: true, writable: true });
  return () => {
    if (had) Object.defineProperty(object, name, { value: original, configurable: true, writable: true });
    else delete object[name];
  };
}

/** A map `[B, H, W, C]` as `[B, C, H, W]`; other tensors as they are. */
export function published(tensor: Tensor): Captured {
  if (tensor.rank !== 4) return { shape: [...tensor.shape], data: tensor.dataSync().slice() };
  const moved = tensor.transpose([0, 3, 1, 2]);
  const captured = { shape: [...moved.shape], data: moved.dataSync().slice() };
  moved.dispose();
  return captured;
}

/** Rows of a plain array. */
export function rows(data: Float32Array, width: number): Captured {
  return { shape: [data.length / width, width], data: data.slice() };
}

/** Shows the levels of what is called `name` to `captures`, as `<prefix>.<name>.<level>`. */
export function capturesOfMaps(captures: Captures, prefix: string) {
  return (name: string) => (levels: readonly Tensor4D[]) => {
    levels.forEach((level, l) => {
      captures.set(`${prefix}.${name}.${l}`, published(level));
    });
  };
}

/** Names calls as `<name>.call0`, `<name>.call1`, ... */
export function callNames(): (name: string) => string {
  const counts = new Map<string, number>();
  return (name) => {
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return `${name}.call${count}`;
  };
}
