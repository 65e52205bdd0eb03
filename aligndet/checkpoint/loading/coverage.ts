/** @module How many tensors of a model a file matches: the report, and the rule that at least half must match. */
import { CheckpointError } from '../../core/portable.js';
import { hints } from './hints.js';
import { BATCH_COUNTER, type LoadReport } from './report.js';
import type { Attempt } from './ways-in.js';

/** Fraction of the model's tensors that must match. */
const MIN_FRACTION = 0.5;

/** Max number of modules listed by name; the rest is counted. */
const SHOWN_MODULES = 8;

/**
 * Reports matches by module, and hints for the rest.
 *
 * @param attempt input of the hints.
 * @throws {CheckpointError} with the same report if less than half of the model matched and this is not allowed.
 */
export function overview(
  report: LoadReport,
  attempt: Attempt,
  { path, allowPartial }: { readonly path: string; readonly allowPartial: boolean },
): string {
  const { matched, total, optional } = report;
  const numNeeded = matched.filter((name) => !name.includes(BATCH_COUNTER)).length;
  const numAbsent = optional - (matched.length - numNeeded);
  const older =
    numNeeded > 0 && numAbsent > 0
      ? ` ${numAbsent} ${BATCH_COUNTER}, which older files lack, are not needed.`
      : '';
  const lines = [
    `${path}: matches ${matched.length} of the model's ${total} tensors.${older}`,
    ...summaryLines(report),
    ...hints(report, attempt).map((hint) => `Hint: ${hint}`),
  ];
  if (allowPartial || numNeeded >= (total - optional) * MIN_FRACTION) return lines.join('\n');
  const remedy = 'That is less than half. To load the matching tensors anyway, use --allow-partial.';
  throw new CheckpointError([...lines, remedy].join('\n'));
}

/** One line per category, grouped by module: `missing 36: neck.fpn_convs (20), neck.lateral_convs (16)`. */
function summaryLines({ matched, missing, unexpected, mismatched }: LoadReport): string[] {
  const kinds: [string, readonly string[]][] = [
    ['matched', matched],
    ['missing', missing],
    ['unexpected', unexpected],
    ['of another shape', mismatched.map(({ name }) => name)],
  ];
  return kinds
    .filter(([, names]) => names.length > 0)
    .map(([kind, names]) => `${kind} ${names.length}: ${byModule(names)}`);
}

/** Counts of names by their first two path segments, in order. */
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
