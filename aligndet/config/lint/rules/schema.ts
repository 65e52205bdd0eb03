/** @module Rules that follow from the schemas of components: unknown keys, names that no registry has, wrong values. */
import { ts } from 'ts-morph';
import { DELETE_KEY } from '../../merge.js';
import { checkRun } from '../../validate.js';
import type { Edit, LintContext, Report, Rule } from '../finding.js';

const isUnknownKey = (message: string) => message.startsWith('unknown key');
const isUnknownName = (message: string) => / is called "/.test(message);

function* issues({ loaded, builder }: LintContext, matches: (message: string) => boolean): Generator<Report> {
  if (loaded === undefined) return;
  for (const { path, message } of checkRun(loaded.config, builder)) {
    if (!path.endsWith(DELETE_KEY) && matches(message)) yield { at: path, message: `${path}: ${message}` };
  }
}

export const unknownKey: Rule = {
  code: 'unknown-key',
  severity: 'error',
  summary: 'A key that nothing reads, as after a slip of the pen.',
  *check(context) {
    for (const report of issues(context, isUnknownKey)) yield { ...report, fix: rename(context, report) };
  },
};

export const unknownName: Rule = {
  code: 'unknown-name',
  severity: 'error',
  summary: 'A `type` that its registry does not have.',
  *check(context) {
    for (const report of issues(context, isUnknownName)) yield { ...report, fix: rename(context, report) };
  },
};

export const wrongValue: Rule = {
  code: 'wrong-value',
  severity: 'error',
  summary: 'A value of another type or range than its option takes, or an option that is missing.',
  check: (context) => issues(context, (message) => !isUnknownKey(message) && !isUnknownName(message)),
};

/** Puts the near name in place of the wrong one, when there is one near name only. */
function rename({ nodeOf }: LintContext, { at, message }: Report): Edit[] | undefined {
  const hint = /Did you mean "([^"]+)"\?/.exec(message)?.[1];
  const key = typeof at === 'string' ? nodeOf(at) : undefined;
  if (hint === undefined || key === undefined) return undefined;
  const written = isUnknownName(message) ? literalOf(key) : key;
  if (written === undefined) return undefined;
  const wrong = isUnknownName(message) ? undefined : (at as string).split('.').at(-1);
  if (ts.isIdentifier(written) && ts.isPropertyAssignment(written.parent) && written.text === wrong) {
    return [edit(written, hint)];
  }
  return ts.isStringLiteral(written) ? [edit(written, `'${hint}'`)] : undefined;
}

function literalOf(key: ts.Node): ts.Node | undefined {
  return ts.isPropertyAssignment(key.parent) ? key.parent.initializer : undefined;
}

function edit(node: ts.Node, text: string): Edit {
  return { file: node.getSourceFile().fileName, start: node.getStart(), end: node.end, text };
}
