/** @module `--cfg-options`: what the words parse to, and what they make of a config. */
import { join } from 'node:path';
import {
  applyOverrides,
  type ConfigObject,
  loadConfig,
  type Overrides,
  parseOverrides,
  splitCfgOptions,
} from '../../../aligndet/config/index.js';
import { ConfigError, UsageError } from '../../../aligndet/core/index.js';
import { compareJson, mismatch } from '../compare.js';
import type { Finding } from '../handler.js';
import { readJson } from '../read-case.js';

interface OverrideCase {
  readonly config: string;
  readonly args: readonly string[];
  readonly options?: Readonly<Record<string, unknown>>;
  readonly changed?: Readonly<Record<string, unknown>>;
  readonly key_order_appended?: readonly string[];
  readonly error?: { readonly stage: 'parse' | 'merge'; readonly type: string };
}

interface CommandLineCase {
  readonly argv: readonly string[];
  readonly parsed?: {
    readonly config: string;
    readonly cfg_options: unknown;
    readonly work_dir: string | null;
  };
  readonly error?: { readonly type: string };
}

export async function runOverride(folder: string, name: string): Promise<Finding[]> {
  const golden = (await caseAt(folder, 'cases', name)) as OverrideCase;
  const { stage } = golden.error ?? {};
  const overrides = attempt(() => parseOverrides(golden.args));
  if (stage === 'parse') return [expectError(overrides)];
  if (overrides instanceof Error) return [mismatch('options', overrides.message)];
  const findings = [compareJson('options', asJson(Object.fromEntries(overrides)), golden.options, true)];
  const base = await baseConfig(folder, golden.config);
  const merged = attempt(() => applyOverrides(base, overrides as Overrides));
  if (stage === 'merge') return [...findings, expectError(merged)];
  if (merged instanceof Error) return [...findings, mismatch('changed', merged.message)];
  const appended = Object.keys(merged).filter((key) => !Object.hasOwn(base, key));
  return [
    ...findings,
    compareJson('changed', asJson(merged), { ...base, ...golden.changed }, false),
    compareJson('key order', appended, golden.key_order_appended ?? []),
  ];
}

export async function runCommandLine(folder: string, name: string): Promise<Finding[]> {
  const golden = (await caseAt(folder, 'command_lines', name)) as CommandLineCase;
  const parsed = attempt(() => parseCommandLine(golden.argv));
  if (golden.error !== undefined) return [expectError(parsed)];
  return [
    parsed instanceof Error
      ? mismatch('parsed', parsed.message)
      : compareJson('parsed', parsed, golden.parsed),
  ];
}

/** The three arguments of the reference's commands, as argparse gives them. */
function parseCommandLine(argv: readonly string[]): unknown {
  const { options, rest } = splitCfgOptions(argv);
  const at = rest.indexOf('--work-dir');
  const [config, ...more] = rest.filter((_, i) => at < 0 || (i !== at && i !== at + 1));
  if (config === undefined || more.length > 0) throw new UsageError('one config is expected.');
  const overrides = parseOverrides(options);
  return {
    config,
    cfg_options: options.length === 0 ? null : asJson(Object.fromEntries(overrides)),
    work_dir: at < 0 ? null : rest[at + 1],
  };
}

async function caseAt(folder: string, list: string, name: string): Promise<unknown> {
  const golden = await readJson(join(folder, 'cfg-options.json'));
  return (golden[list] as unknown[])[Number(name.split('/').at(-1))];
}

/** The reference's own resolution, so that a difference can only come from the options. */
async function baseConfig(folder: string, config: string): Promise<ConfigObject> {
  return (await loadConfig(join(folder, `${config}.json`))).config;
}

function attempt<Result>(run: () => Result): Result | Error {
  try {
    return run();
  } catch (error) {
    if (error instanceof ConfigError || error instanceof UsageError) return error;
    throw error;
  }
}

function expectError(result: unknown): Finding {
  if (result instanceof Error) return { name: 'error', share: 0, relativeError: 0 };
  return mismatch('error', `gives ${JSON.stringify(result)?.slice(0, 80)}, expected an error`);
}

/** JSON has no infinities; the reference wrote them as text. */
function asJson(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf';
  }
  if (Array.isArray(value)) return value.map(asJson);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asJson(item)]));
}
