/**
 * @module Loads custom components: the exports of the modules in a config's `custom_imports`.
 *
 * It imports everything that users may import, so it is loaded on demand. Worker threads load it too, by its
 * path: they build custom datasets and transforms.
 */
import * as zod from 'zod';
import { type AnyComponent, ConfigError, didYouMean, ModuleRunner, type Registry } from '../core/index.js';
import * as aligndet from '../index.js';
import * as checkpoint from '../public/checkpoint.js';
import * as components from '../public/components.js';
import * as config from '../public/config.js';
import * as engine from '../public/engine.js';
import * as evaluation from '../public/evaluation.js';
import { ExtendedRegistries, type UserComponent } from './extended-registries.js';

/** One per process, so that a module is evaluated once. */
const runner = new ModuleRunner({
  aligndet,
  'aligndet/components': components,
  'aligndet/engine': engine,
  'aligndet/config': config,
  'aligndet/checkpoint': checkpoint,
  'aligndet/evaluation': evaluation,
  zod, // component schemas must be parsed by the same zod
});

/**
 * Evaluates the module in `file` and returns the components that it exports: by name, in lists, or as the default.
 *
 * @param slots allowed slots of a component.
 * @throws {ConfigError} if the module cannot be evaluated, or an export is an incomplete component.
 */
export async function loadComponents(file: string, slots: readonly string[]): Promise<UserComponent[]> {
  const found = new Map<object, UserComponent>();
  for (const [name, value] of Object.entries(await runner.load(file))) {
    for (const component of [value].flat()) {
      if (!looksLikeComponent(component)) continue;
      found.set(component, { ...checked(component, { file, name, slots }), file });
    }
  }
  return [...found.values()];
}

/** `registries`, with the components of their slots from the modules in `files`. */
export async function extended(
  registries: readonly Registry[],
  files: readonly string[],
  slots: readonly string[],
): Promise<Registry[]> {
  const all = new ExtendedRegistries(registries);
  for (const file of files) all.add(await loadComponents(file, slots));
  return all.registries();
}

interface Candidate {
  readonly type: string;
  readonly slot?: unknown;
  readonly schema?: unknown;
  readonly build?: unknown;
}

function looksLikeComponent(value: unknown): value is Candidate {
  if (typeof value !== 'object' || value === null) return false;
  const { type, build, schema, slot } = value as Partial<Candidate>;
  return typeof type === 'string' && [build, schema, slot].some((part) => part !== undefined);
}

function checked(
  candidate: Candidate,
  { file, name, slots }: { file: string; name: string; slots: readonly string[] },
): { slot: string; component: AnyComponent } {
  const { type, slot, schema, build } = candidate;
  const what = `${file}: the component "${type}" (export ${name})`;
  if (typeof slot !== 'string') {
    throw new ConfigError(
      `${what} has no slot: add slot: '...' beside its type. Slots: ${slots.join(', ')}.`,
    );
  }
  if (!slots.includes(slot)) {
    throw new ConfigError(
      `${what} has the unknown slot "${slot}".${didYouMean(slot, slots)} Slots: ${slots.join(', ')}.`,
    );
  }
  const { shape, safeParse } = (schema ?? {}) as { shape?: unknown; safeParse?: unknown };
  if (typeof shape !== 'object' || typeof safeParse !== 'function') {
    throw new ConfigError(
      `${what} needs a schema of its options, a z.strictObject({ ... }); z is exported by aligndet/components.`,
    );
  }
  if (typeof build !== 'function') {
    throw new ConfigError(`${what} needs a function build, which creates it from its options.`);
  }
  return { slot, component: candidate as unknown as AnyComponent };
}
