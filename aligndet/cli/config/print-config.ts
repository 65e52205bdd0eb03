/** @module `aligndet print-config`: a config after inheritance and overrides. */
import {
  ConfigLocations,
  checkOptions,
  configWarnings,
  formatAnnotated,
  formatJson,
  formatLiteral,
  type LoadedConfig,
  loadConfig,
  namedValues,
} from '../../config/index.js';
import { ConfigError } from '../../core/index.js';
import { print, say } from '../terminal.js';
import { shorten } from './explain.js';

export interface PrintConfigFlags {
  readonly config: string;
  readonly json?: boolean;
  /** Print where each value was set. */
  readonly annotate?: boolean;
  readonly 'cfg-options'?: readonly string[];
}

/** @returns the exit code. */
export async function printConfigCommand(flags: PrintConfigFlags): Promise<number> {
  const loaded = await loadConfig(flags.config, { overrides: flags['cfg-options'] ?? [] });
  if (loaded.overrides.size > 0) await refuseUnread(loaded);
  for (const warning of await configWarnings(loaded)) say(`warning: ${warning}\n`);
  print(`${await format(loaded, flags)}\n`);
  return 0;
}

/** Loads the components only when there are overrides to check. */
async function refuseUnread(loaded: LoadedConfig): Promise<void> {
  const { builderFor } = await import('../../extensions/index.js');
  const builder = await builderFor(loaded, (warning) => say(`warning: ${warning}\n`));
  const issues = await checkOptions(loaded, builder);
  if (issues.length > 0) throw ConfigError.of(issues);
}

async function format(loaded: LoadedConfig, { json, annotate }: PrintConfigFlags): Promise<string> {
  if (annotate) {
    const locations = await ConfigLocations.of([loaded.layer]);
    return formatAnnotated(loaded, locations, shorten, await namedValues(loaded));
  }
  return json ? formatJson(loaded.config) : formatLiteral(loaded.config);
}
