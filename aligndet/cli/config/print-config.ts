/** @module `aligndet print-config`: what a config comes to after inheritance and overrides. */
import { formatJson, formatLiteral, loadConfig } from '../../config/index.js';

export interface PrintConfigFlags {
  readonly config: string;
  readonly json?: boolean;
  readonly 'cfg-options'?: readonly string[];
}

/** @returns the exit code. */
export async function printConfigCommand(flags: PrintConfigFlags): Promise<number> {
  const { config, warnings } = await loadConfig(flags.config, { overrides: flags['cfg-options'] ?? [] });
  for (const warning of warnings) process.stderr.write(`warning: ${warning}\n`);
  process.stdout.write(`${flags.json ? formatJson(config) : formatLiteral(config)}\n`);
  return 0;
}
