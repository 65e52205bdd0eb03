/**
 * @module Rules that follow from the schemas of components: unknown keys, names that no registry has, wrong values.
 */
import type { ConfigIssue } from '../../../core/index.js';
import { type LoadedConfig, layersOf } from '../../layer.js';
import type { Location } from '../../locations/location.js';
import { DELETE_KEY } from '../../merge.js';
import { checkRun } from '../../validate.js';
import { valueAt } from '../../value.js';
import type { Fix, LintContext, Report, Rule } from '../finding.js';
import { renameKey, renameValue } from '../renames.js';

const isUnknownKey = (message: string) => message.startsWith('unknown key');
const isUnknownName = (message: string) => / is called "/.test(message);

function* issues(
  { loaded, builder, misspelt, ...context }: LintContext,
  matches: (message: string) => boolean,
): Generator<Report> {
  if (loaded === undefined) return;
  for (const issue of [...checkRun(loaded.config, builder), ...misspelt]) {
    const { path, message } = issue;
    if (path.endsWith(DELETE_KEY) || !matches(message)) continue;
    yield {
      at: path,
      message: `${path}: ${message}`,
      fix: renaming(issue, context.locationOf(path), loaded),
    };
  }
}

export const unknownKey: Rule = {
  code: 'unknown-key',
  severity: 'error',
  summary: 'A key that nothing reads, such as a misspelt one.',
  check: (context) => issues(context, isUnknownKey),
};

export const unknownName: Rule = {
  code: 'unknown-name',
  severity: 'error',
  summary: 'A `type` that is not registered.',
  check: (context) => issues(context, isUnknownName),
};

export const wrongValue: Rule = {
  code: 'wrong-value',
  severity: 'error',
  summary: 'A value whose type or range its option does not accept, or a missing option.',
  check: (context) => issues(context, (message) => !isUnknownKey(message) && !isUnknownName(message)),
};

/** Replaces a misspelt name by the unambiguous match, where it is written literally. */
function renaming(
  { path, message, rename }: ConfigIssue,
  location: Location | undefined,
  { config, layer }: LoadedConfig,
): Fix | undefined {
  if (rename === undefined || location === undefined) return undefined;
  const end = path.lastIndexOf('.');
  const key = path.slice(end + 1);
  if (isUnknownName(message)) {
    const name = valueAt(config, path);
    const edit = typeof name === 'string' ? renameValue(location, key, name, rename) : undefined;
    return edit === undefined ? undefined : { edits: [edit], changes: [path] };
  }
  const renamed = `${path.slice(0, end + 1)}${rename}`;
  const hasBoth = layersOf(layer).some(({ own }) =>
    [path, renamed].every((each) => valueAt(own, each) !== undefined),
  );
  const edit = hasBoth ? undefined : renameKey(location, key, rename);
  return edit === undefined ? undefined : { edits: [edit], changes: [path, renamed] };
}
