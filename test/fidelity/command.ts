/** @module Prints what the golden cases give. */

import { terminalProgress } from '../../aligndet/cli/progress-bar.js';
import { print } from '../../aligndet/cli/terminal.js';
import { didYouMean, UsageError } from '../../aligndet/core/index.js';
import { ensureEngine } from '../../aligndet/engine/index.js';
import { type CaseResult, families, runFidelity } from './index.js';

export interface FidelityFlags {
  readonly folder: string;
  readonly family?: string;
  readonly filter?: string;
  readonly json?: boolean;
}

/** @returns the exit code: 1 when a case fails, is of an unknown kind, or none was found. */
export async function fidelityCommand({
  folder,
  family,
  filter,
  json = false,
}: FidelityFlags): Promise<number> {
  if (family !== undefined && !(families as readonly string[]).includes(family)) {
    throw new UsageError(
      `No family is called "${family}".${didYouMean(family, families)} Known: ${families.join(', ')}.`,
    );
  }
  const progress = await terminalProgress(json);
  await ensureEngine({ progress });
  const results = await runFidelity(folder, {
    family,
    filter,
    progress,
    report: (result) => {
      if (!json) print(`${line(result)}\n`);
    },
  });
  const count = (status: CaseResult['status']) => results.filter((result) => result.status === status).length;
  const [passed, failed, unknown] = [count('pass'), count('fail'), count('unknown')];
  if (json) print(`${JSON.stringify({ passed, failed, unknown, cases: results.map(plain) }, null, 1)}\n`);
  else print(`\n${passed} pass, ${failed} fail, ${unknown} of unknown kind (${results.length} cases)\n`);
  return passed === results.length && results.length > 0 ? 0 : 1;
}

function line({ status, name, relativeError, share, failures, rounded, timeMs }: CaseResult): string {
  const head = `${status.padEnd(7)} ${name}`;
  if (status !== 'pass') return [head, ...firstOf(failures)].join('\n');
  const size = `largest relative error ${relativeError.toExponential(1)}, ${share.toPrecision(2)} of the tolerance`;
  const passed = `${head}  ${size}, ${Math.round(timeMs)} ms`;
  if (rounded.length === 0) return passed;
  return [`${passed}; of its quantities ${rounded.length} by float64:`, ...firstOf(rounded)].join('\n');
}

/** A few of the texts, indented. */
function firstOf(texts: readonly string[]): string[] {
  const shown = texts.slice(0, 5).map((text) => `        ${text.split('\n').slice(0, 6).join('\n        ')}`);
  return texts.length > 5 ? [...shown, `        and ${texts.length - 5} more`] : shown;
}

/** Infinity has no JSON. */
function plain(result: CaseResult): CaseResult & { relativeError: number | string; share: number | string } {
  const text = (value: number) => (Number.isFinite(value) ? value : String(value));
  return { ...result, relativeError: text(result.relativeError), share: text(result.share) } as never;
}
