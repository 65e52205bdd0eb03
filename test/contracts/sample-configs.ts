/** @module A config of each registered component: its defaults, else the smallest that is known. */
import type { Builder, ComponentConfig } from '../../aligndet/core/index.js';
import { MINIMAL_OPTIONS } from './minimal-options.js';
import { publishedConfigs } from './published-configs.js';
import { slim, slimmedBelow } from './slim.js';

export interface SampleConfig {
  readonly slot: string;
  readonly type: string;
  /** Absent where neither defaults nor a config make it. */
  readonly config?: ComponentConfig;
}

/** One of each component of `builder` that can be built. */
export async function sampleConfigs(builder: Builder): Promise<SampleConfig[]> {
  const used = (await publishedConfigs()).flatMap(({ config }) => componentsBelow(config));
  return builder.registries().flatMap(({ slot, components }) =>
    components.call(builder.registry(slot)).flatMap(({ type, build }) => {
      if (build === undefined) return [];
      const candidates = [
        { type, ...MINIMAL_OPTIONS[slot]?.[type] },
        { type },
        ...used.filter((config) => config.type === type),
      ];
      const fits = candidates.filter((config) => builder.check(slot, config).length === 0);
      // The first that fits is the smallest; those of the repository are made so.
      const [config] = fits.map((fit) => small(builder, slot, fit));
      return [{ slot, type, config }];
    }),
  );
}

function small(builder: Builder, slot: string, config: ComponentConfig): ComponentConfig {
  const isGiven = MINIMAL_OPTIONS[slot]?.[config.type] !== undefined;
  if (isGiven || ['dataset', 'transform', 'hook', 'lr_updater', 'optimizer'].includes(slot)) return config;
  const parsed = builder.parse(slot, config);
  return (slot === 'detector' ? slim(parsed) : slimmedBelow(parsed)) as ComponentConfig;
}

function componentsBelow(config: unknown): ComponentConfig[] {
  if (typeof config !== 'object' || config === null) return [];
  const below = Object.values(config).flatMap(componentsBelow);
  return typeof (config as { type?: unknown }).type === 'string'
    ? [config as ComponentConfig, ...below]
    : below;
}
