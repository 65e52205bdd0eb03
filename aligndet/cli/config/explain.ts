/** @module `aligndet config explain`: which layers set, overrode or deleted a value, in their order. */
import { relative } from 'node:path';
import {
  type Change,
  ConfigLocations,
  formatJson,
  formatLiteral,
  formatOrigin,
  historyOf,
  loadConfig,
  locationOf,
  namedValues,
  nearestPaths,
  valueAt,
  variablesOf,
} from '../../config/index.js';
import { oneLine, UsageError } from '../../core/index.js';
import { print } from '../terminal.js';

export interface ExplainFlags {
  readonly config: string;
  readonly key: string;
  readonly json?: boolean;
  readonly 'cfg-options'?: readonly string[];
}

/** Maximum length of a value shown beside its layer, in characters. */
const SHOWN = 60;

/** @returns the exit code. @throws {UsageError} for a key that no layer has. */
export async function explainCommand(flags: ExplainFlags): Promise<number> {
  const loaded = await loadConfig(flags.config, { overrides: flags['cfg-options'] ?? [] });
  const named = await namedValues(loaded);
  const changes = historyOf(named ?? loaded, flags.key);
  if (changes.length === 0) {
    const near = nearestPaths(flags.key, loaded.config);
    const hint = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
    throw new UsageError(`No layer of ${flags.config} sets ${flags.key}.${hint}`);
  }
  const locations = await ConfigLocations.of([loaded.layer]);
  const value = valueAt(loaded.config, flags.key);
  const variables = variablesOf(named, flags.key);
  if (flags.json) {
    const layers = changes.map((change) => ({ ...change, ...locationOf(change, locations) }));
    print(`${formatJson({ key: flags.key, value, ...(variables.length > 0 && { variables }), layers })}\n`);
    return 0;
  }
  const rows = changes.map((change) => [
    change.kind,
    shown(change),
    formatOrigin(change, locations, shorten),
  ]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column].length)));
  const result = value === undefined ? 'is not in the result' : `= ${formatLiteral(value)}`;
  const lines = rows.map(
    ([kind, text, origin]) => `  ${kind.padEnd(widths[0])}  ${text.padEnd(widths[1])}  ${origin}`,
  );
  const from = variables.length === 0 ? '' : ` (environment: ${variables.join(', ')})`;
  print(`${oneLine(flags.key)} ${result}${from}\n${lines.join('\n')}\n`);
  return 0;
}

/** The path relative to the working directory, when that is shorter. */
export function shorten(file: string): string {
  const path = relative(process.cwd(), file);
  return path.startsWith('..') || path === '' ? file : path;
}

function shown({ kind, value }: Change): string {
  if (kind === 'deleted' || value === undefined) return '';
  const text = formatLiteral(value).replaceAll(/\s+/g, ' ');
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN - 3)}...`;
}
