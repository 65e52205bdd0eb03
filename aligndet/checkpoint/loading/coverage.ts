/** @module How much of a model a file fills: the report for people, and the rule that half must match. */
import { CheckpointError } from '../../core/index.js';
import type { PyValue } from '../pickle/values.js';
import { hints } from './hints.js';
import type { LoadReport } from './report.js';

/** Share of the model's tensors that must match. */
const LEAST_SHARE = 0.5;

/** Modules that are listed by name; the rest is counted. */
const SHOWN_MODULES = 8;

/** Matching tensors as a share of all of the model; 1 for a model without any. */
export function coverage({ matched, missing, mismatched }: LoadReport): number {
  const total = matched.length + missing.length + mismatched.length;
  return total === 0 ? 1 : matched.length / total;
}

/** @throws {CheckpointError} when less than half of the model matched, with the modules concerned and what may help. */
export function assertCovers(report: LoadReport, entries: ReadonlyMap<string, PyValue>, path: string): void {
  if (coverage(report) >= LEAST_SHARE) return;
  const lines = [
    `${path}: fits only ${report.matched.length} of the model's ${report.matched.length + report.missing.length + report.mismatched.length} tensors.`,
    summary(report),
    ...hints(report, entries).map((hint) => `Hint: ${hint}`),
    'To load what fits all the same, use --allow-partial.',
  ];
  throw new CheckpointError(lines.join('\n'));
}

/** One line for each kind of finding, grouped by module: `missing 36: neck.fpn_convs (20), neck.lateral_convs (16)`. */
export function summary({ matched, missing, unexpected, mismatched }: LoadReport): string {
  const kinds: [string, readonly string[]][] = [
    ['matched', matched],
    ['missing', missing],
    ['unexpected', unexpected],
    ['of another size', mismatched.map(({ name }) => name)],
  ];
  return kinds
    .filter(([, names]) => names.length > 0)
    .map(([kind, names]) => `${kind} ${names.length}: ${byModule(names)}`)
    .join('\n');
}

/** Names counted by the first two parts of their path, in their order. */
function byModule(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) {
    const module = name.split('.').slice(0, -1).slice(0, 2).join('.') || name;
    counts.set(module, (counts.get(module) ?? 0) + 1);
  }
  const shown = [...counts].slice(0, SHOWN_MODULES).map(([module, count]) => `${module} (${count})`);
  if (counts.size > SHOWN_MODULES) shown.push(`${counts.size - SHOWN_MODULES} more modules`);
  return shown.join(', ');
}
