/** @module The configs of this repository that train a detector, with their bases merged in. */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ConfigObject, loadConfig } from '../../aligndet/config/index.js';

const FOLDER = resolve('configs');

export interface PublishedConfig {
  /** Path below `configs/`. */
  readonly name: string;
  readonly config: ConfigObject;
}

/** Every config that names a model of its own; bases and pieces are none. */
export async function publishedConfigs(): Promise<PublishedConfig[]> {
  const names = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !/(^|\/)_base_\/|pieces\.ts$/.test(file))
    .sort();
  const configs: PublishedConfig[] = [];
  for (const name of names) configs.push({ name, config: (await loadConfig(resolve(FOLDER, name))).config });
  return configs;
}

/** The `type` of every component in `config`, each once, sorted. */
export function typesIn(config: unknown): string[] {
  return [...new Set(namesBelow(config))].sort();
}

function namesBelow(config: unknown): string[] {
  if (typeof config !== 'object' || config === null) return [];
  const { type } = config as { type?: unknown };
  const below = Object.values(config).flatMap(namesBelow);
  return typeof type === 'string' && !Array.isArray(config) ? [type, ...below] : below;
}
