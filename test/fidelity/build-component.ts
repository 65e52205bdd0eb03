/** @module Builds the component that a golden case names. */
import { builtinBuilder } from '../../aligndet/builtins.js';
import type { Slots } from '../../aligndet/core/index.js';
import { UnknownCase } from './handler.js';

/** @throws {UnknownCase} when the config, or one in it, names a component that is not there yet. */
export function buildComponent<S extends keyof Slots & string>(slot: S, config: unknown): Slots[S] {
  const builder = builtinBuilder();
  const missing = builder.check(slot, config).filter(({ message }) => / is called "/.test(message));
  if (missing.length > 0) {
    throw new UnknownCase(missing.map(({ path, message }) => `${path}: ${message.split('.')[0]}`).join('; '));
  }
  return builder.build(slot, config);
}
