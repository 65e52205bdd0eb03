/** @module `aligndet components`: the components that configs may name, and whether this version implements them. */
import { builtinBuilder } from '../../builtins.js';
import { loadConfig } from '../../config/index.js';
import { type Builder, didYouMean, UsageError } from '../../core/index.js';
import { builderFor } from '../../extensions/index.js';
import { shorten } from '../config/explain.js';
import { print, say } from '../terminal.js';

export interface ComponentsFlags {
  readonly slot?: string;
  readonly json?: boolean;
  /** Config whose `custom_imports` bring components too. */
  readonly config?: string;
}

export interface ListedComponent {
  readonly slot: string;
  readonly type: string;
  /** `declared`: configs of it are checked, but it is not implemented yet. */
  readonly state: 'built' | 'declared';
  /** The module that brings it, for a component of a user. */
  readonly file?: string;
}

/** Every component, by slot and name. @throws {UsageError} when no slot is called `slot`. */
export function listComponents(slot?: string, builder: Builder = builtinBuilder()): ListedComponent[] {
  const registries = builder.registries();
  const slots = registries.map((registry) => registry.slot).sort();
  if (slot !== undefined && !slots.includes(slot)) {
    throw new UsageError(
      `--slot: no slot is called "${slot}".${didYouMean(slot, slots)} Known: ${slots.join(', ')}.`,
    );
  }
  return registries
    .filter((registry) => slot === undefined || registry.slot === slot)
    .flatMap((registry) =>
      registry.components().map((component) => {
        const file = builder.files.get(component);
        return {
          slot: registry.slot,
          type: component.type,
          state: component.build === undefined ? ('declared' as const) : ('built' as const),
          ...(file !== undefined && { file }),
        };
      }),
    )
    .sort((a, b) => a.slot.localeCompare(b.slot) || a.type.localeCompare(b.type));
}

/** @returns the exit code. */
export async function componentsCommand({ slot, json = false, config }: ComponentsFlags): Promise<number> {
  const builder =
    config === undefined
      ? undefined
      : await builderFor(await loadConfig(config), (warning) => say(`warning: ${warning}\n`));
  const components = listComponents(slot, builder);
  print(json ? `${JSON.stringify(components, null, 1)}\n` : `${table(components)}\n`);
  return 0;
}

function table(components: readonly ListedComponent[]): string {
  const slots = [...new Set(components.map(({ slot }) => slot))];
  const blocks = slots.map((slot) => {
    const own = components.filter((component) => component.slot === slot);
    return [slot, ...own.map(line)].join('\n');
  });
  const built = components.filter(({ state }) => state === 'built').length;
  const counts = `${built} built, ${components.length - built} declared: their configs are checked, but they are not implemented yet`;
  return [...blocks, counts].join('\n\n');
}

function line({ type, state, file }: ListedComponent): string {
  const origin = file === undefined ? '' : `  (${shorten(file)})`;
  return `  ${type}${state === 'declared' ? '  (declared)' : origin}`;
}
