/** @module `aligndet components`: what configs may name, and whether this version builds it. */
import { builtinBuilder } from '../../builtins.js';
import { didYouMean, UsageError } from '../../core/index.js';
import { print } from '../terminal.js';

export interface ComponentsFlags {
  readonly slot?: string;
  readonly json?: boolean;
}

export interface ListedComponent {
  readonly slot: string;
  readonly type: string;
  /** `declared`: configs of it are checked, but nothing can be made of them yet. */
  readonly state: 'built' | 'declared';
}

/** Every component, by slot and name. @throws {UsageError} when no slot is called `slot`. */
export function listComponents(slot?: string): ListedComponent[] {
  const registries = builtinBuilder().registries();
  const slots = registries.map((registry) => registry.slot).sort();
  if (slot !== undefined && !slots.includes(slot)) {
    throw new UsageError(
      `No slot is called "${slot}".${didYouMean(slot, slots)} Known: ${slots.join(', ')}.`,
    );
  }
  return registries
    .filter((registry) => slot === undefined || registry.slot === slot)
    .flatMap((registry) =>
      registry.components().map(({ type, build }) => ({
        slot: registry.slot,
        type,
        state: build === undefined ? ('declared' as const) : ('built' as const),
      })),
    )
    .sort((a, b) => a.slot.localeCompare(b.slot) || a.type.localeCompare(b.type));
}

/** @returns the exit code. */
export function componentsCommand({ slot, json = false }: ComponentsFlags): number {
  const components = listComponents(slot);
  print(json ? `${JSON.stringify(components, null, 1)}\n` : `${table(components)}\n`);
  return 0;
}

function table(components: readonly ListedComponent[]): string {
  const slots = [...new Set(components.map(({ slot }) => slot))];
  const blocks = slots.map((slot) => {
    const own = components.filter((component) => component.slot === slot);
    const lines = own.map(({ type, state }) => `  ${type}${state === 'declared' ? '  (declared)' : ''}`);
    return [slot, ...lines].join('\n');
  });
  const built = components.filter(({ state }) => state === 'built').length;
  const counts = `${built} built, ${components.length - built} declared: their configs are checked, but nothing can be made of them yet`;
  return [...blocks, counts].join('\n\n');
}
