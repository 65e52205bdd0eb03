/** @module Small sets of files that inherit from each other, read from their real sources. */
import { join, resolve } from 'node:path';
import { type LoadedConfig, loadConfig, readConfigFile } from '../../../aligndet/config/index.js';
import { ConfigError } from '../../../aligndet/core/index.js';
import { compareJson, mismatch } from '../compare.js';
import type { Finding } from '../handler.js';
import { readJson } from '../read-case.js';

interface InheritanceCase {
  readonly entry: string;
  /** What each file says, or null for one that is not Python. */
  readonly files: Readonly<Record<string, unknown>>;
  readonly resolved?: unknown;
  readonly error?: { readonly type: string; readonly message: string };
  readonly warnings?: readonly string[];
}

export async function runInheritance(folder: string, name: string): Promise<Finding[]> {
  const golden = (await readJson(join(folder, name, 'case.json'))) as unknown as InheritanceCase;
  const sources = resolve(folder, name, 'src');
  const loaded = await attempt(() => loadConfig(join(sources, golden.entry)));
  if (golden.error !== undefined) return [expectError(loaded, golden.error.type)];
  if (loaded instanceof ConfigError) return [mismatch('resolved', loaded.message)];
  const findings = [
    compareJson('resolved', withoutFolder(loaded.config, sources), golden.resolved, true),
    compareJson('warnings', withoutFolder(loaded.warnings, sources), golden.warnings ?? []),
  ];
  for (const [file, expected] of Object.entries(golden.files)) {
    const says = await attempt(() => readConfigFile(join(sources, file)));
    if (says instanceof ConfigError) findings.push(mismatch(file, says.message));
    else findings.push(compareJson(file, says, expected, true));
  }
  return findings;
}

async function attempt<Result>(run: () => Promise<Result>): Promise<Result | ConfigError> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

function expectError(loaded: LoadedConfig | ConfigError, type: string): Finding {
  if (loaded instanceof ConfigError) return { name: 'error', share: 0, relativeError: 0 };
  return mismatch('error', `loads without an error, expected ${type}`);
}

/** The reference wrote `<DIR>` for the folder that held the files. */
function withoutFolder(value: unknown, folder: string): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(JSON.stringify(folder).slice(1, -1), '<DIR>'));
}
