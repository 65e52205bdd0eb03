/** @module Every built-in component: what configs may name. */
import { Builder, type Registry } from './core/index.js';
import { modelRegistries } from './models/index.js';

export const builtinRegistries: readonly Registry[] = [...modelRegistries];

/** A builder that knows the built-in components, and those of `extra` registries. */
export function builtinBuilder(extra: Iterable<Registry> = []): Builder {
  return new Builder([...builtinRegistries, ...extra]);
}
