/** @module mmcv's `revise_keys`: Python regular expressions that rename the entries of a state dict. */
import { CheckpointError } from '../../core/portable.js';
import type { StateEntries } from './state-entries.js';

/** Pattern and replacement, as in `re.sub`: `["^module\\.", ""]`. */
export type KeyRevision = readonly [pattern: string, replacement: string];

/** mmcv's default: removes the prefix of `DataParallel`, once. */
export const DEFAULT_REVISIONS: readonly KeyRevision[] = [['^module\\.', '']];

/** Applies each revision to every name, in order. If entries get the same name, the last one is kept. */
export function reviseKeys(
  { entries, versions }: StateEntries,
  revisions: readonly KeyRevision[],
): StateEntries {
  let revised = entries;
  for (const [pattern, replacement] of revisions) {
    const expression = pythonExpression(pattern);
    const replace = pythonReplacement(replacement);
    revised = new Map([...revised].map(([name, value]) => [name.replace(expression, replace), value]));
  }
  return { entries: revised, versions };
}

/** @throws {CheckpointError} if JavaScript does not support the expression. */
function pythonExpression(pattern: string): RegExp {
  const translated = pattern
    .replace(/\(\?P</g, '(?<')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/\\A/g, '^')
    .replace(/\\Z/g, '$');
  try {
    return new RegExp(translated, 'g');
  } catch (cause) {
    throw new CheckpointError(`revise_keys: "${pattern}" is not a valid regular expression.`, { cause });
  }
}

/** `\1`, `\g<1>` and `\g<name>` refer to groups; everything else is literal. */
function pythonReplacement(replacement: string): (...match: unknown[]) => string {
  return (...match) => {
    const last = match[match.length - 1];
    const named = (typeof last === 'object' && last !== null ? last : {}) as Record<string, string>;
    return replacement.replace(
      /\\(?:g<(\w+)>|(\d{1,2})|(.))/g,
      (_all, group?: string, digits?: string, one?: string) => {
        if (one !== undefined) return one;
        const key = group ?? digits ?? '';
        return String((/^\d+$/.test(key) ? match[Number(key)] : named[key]) ?? '');
      },
    );
  };
}
