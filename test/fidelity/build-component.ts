/** @module Builds the component that a golden case names, and knows what was built inside of it. */
import { builtinBuilder } from '../../aligndet/builtins.js';
import type { Slots } from '../../aligndet/core/index.js';
import { UnknownCase } from './handler.js';

/** What each component built, by the name of the option without an index, in order. */
const built = new WeakMap<object, Map<string, unknown[]>>();

/** @throws {UnknownCase} when the config, or one in it, names a component that is not there yet. */
export function buildComponent<S extends keyof Slots & string>(slot: S, config: unknown): Slots[S] {
  const builder = builtinBuilder();
  const missing = builder.check(slot, config).filter(({ message }) => / is called "/.test(message));
  if (missing.length > 0) {
    throw new UnknownCase(missing.map(({ path, message }) => `${path}: ${message.split('.')[0]}`).join('; '));
  }
  const build = builder.build.bind(builder);
  let inside = new Map<string, unknown[]>();
  builder.build = (childSlot, childConfig, path = '') => {
    const outside = inside;
    inside = new Map();
    try {
      const component = build(childSlot, childConfig, path);
      if (typeof component === 'object' || typeof component === 'function') built.set(component, inside);
      const name = path.replace(/\.\d+$/, '');
      outside.set(name, [...(outside.get(name) ?? []), component]);
      return component;
    } finally {
      inside = outside;
    }
  };
  return builder.build(slot, config);
}

/** The components that `component` built for its option `name`; several where it builds one for each stage. */
export function builtIn<T>(component: object, name: string): T[] {
  return (built.get(component)?.get(name) ?? []) as T[];
}
