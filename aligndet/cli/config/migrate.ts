/** @module `aligndet config migrate`: mmdetection's Python configs into TypeScript, and back. */
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { builtinBuilder } from '../../builtins.js';
import {
  checkConfig,
  differencesOf,
  type Finding,
  type LoadedConfig,
  lintTools,
  loadConfig,
  migrateFromThreeX,
  migrateToPython,
  migrateToTypeScript,
  type PlannedFile,
  planMigration,
} from '../../config/index.js';
import {
  AlignDetError,
  ConfigError,
  type ConfigIssue,
  oneMessage,
  rewriteAtomically,
  UsageError,
  writeAtomically,
} from '../../core/index.js';
import { builderFor } from '../../extensions/index.js';
import { print, printLine } from '../terminal.js';
import { shorten } from './explain.js';

export interface MigrateFlags {
  /** A config, or a folder of configs. */
  readonly input: string;
  readonly to: 'ts' | 'py';
  /** mmdetection version of the input files. */
  readonly from: '2x' | '3x';
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** Maximum rounds of overlapping rewrites. */
const MAX_ROUNDS = 50;

interface Outcome {
  readonly source: string;
  readonly target: string;
  /** Why no file was written, or why it resolves to another value. */
  readonly error?: string;
  /** Keys written as a value instead of the code that computes it. */
  readonly byValue: readonly string[];
  /** Settings of a 3.x config without counterpart, and settings of the new file that are not supported. */
  readonly notes?: readonly string[];
}

/** @returns 0 when every file was migrated and resolves to the same value, else 1. */
export async function migrateCommand(flags: MigrateFlags): Promise<number> {
  if (flags.from === '3x' && flags.to === 'py')
    throw new UsageError('--from 3x writes TypeScript: leave --to out.');
  const [from, to] = flags.to === 'py' ? ['.ts', '.py'] : ['.py', '.ts'];
  const plan = planMigration(flags.input, from, to, flags.out);
  if (!flags.force) refuseToReplace(plan);
  const written: Outcome[] = [];
  for (const file of plan) written.push(await migrateFile(file, flags));
  const outcomes: Outcome[] = [];
  for (const outcome of written) {
    if (outcome.error !== undefined) outcomes.push(outcome);
    else if (flags.from === '3x') outcomes.push(await checked(outcome));
    else outcomes.push({ ...outcome, error: await difference(outcome) });
  }
  if (flags.from === '2x' && flags.to === 'ts') await writeNewForms(outcomes);
  report(outcomes, flags);
  return outcomes.every(({ error }) => error === undefined) ? 0 : 1;
}

function refuseToReplace(plan: readonly PlannedFile[]): void {
  const existing = plan.filter(({ target }) => existsSync(target));
  if (existing.length === 0) return;
  const more = existing.length === 1 ? '' : ` and ${existing.length - 1} more`;
  throw new ConfigError(
    `${shorten(existing[0].target)}${more}: exists already. Add --force to replace, or --out for another folder.`,
  );
}

async function migrateFile(
  { source, target, mapBase }: PlannedFile,
  { to, from }: MigrateFlags,
): Promise<Outcome> {
  try {
    await loadConfig(source); // with its bases: a config that cannot be read completely is not migrated
    if (to === 'py') {
      writeAtomically(target, [await migrateToPython(source, mapBase)]);
      return { source, target, byValue: [] };
    }
    const label = relative(process.cwd(), target).replaceAll('\\', '/');
    if (from === '3x') {
      const { text, leftovers } = await migrateFromThreeX(source, label);
      writeAtomically(target, [text]);
      return {
        source,
        target,
        byValue: [],
        notes: leftovers.map(({ path, reason }) => `${path}: ${reason}`),
      };
    }
    const { text, byValue } = await migrateToTypeScript(source, { target, label, mapBase });
    writeAtomically(target, [text]);
    return { source, target, byValue };
  } catch (error) {
    if (!(error instanceof AlignDetError)) throw error;
    return { source, target, byValue: [], error: error.message };
  }
}

/** Adds the settings of the new file that this project does not know. */
async function checked(outcome: Outcome): Promise<Outcome> {
  const loaded = await loadConfig(outcome.target);
  const notes = [...(outcome.notes ?? [])];
  const issues = await issuesOf(loaded, (note) => notes.push(note));
  const unknown = issues.map(({ path, message }) => `${path}: ${message}`);
  return { ...outcome, notes: [...notes, ...unknown] };
}

async function issuesOf(loaded: LoadedConfig, note: (text: string) => void): Promise<readonly ConfigIssue[]> {
  try {
    return await checkConfig(loaded, await builderFor(loaded, note));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.issues;
  }
}

/** The first difference between the old and the new config after inheritance. */
async function difference({ source, target }: Outcome): Promise<string | undefined> {
  try {
    const old = await loadConfig(source);
    const [first] = differencesOf(old.config, (await loadConfig(target)).config);
    return first === undefined ? undefined : `${first.path} resolves to another value`;
  } catch (error) {
    if (!(error instanceof AlignDetError)) throw error;
    return error.message;
  }
}

/** Renames deprecated options in the files that were written. */
async function writeNewForms(outcomes: Outcome[]): Promise<void> {
  const targets = outcomes.filter(({ error }) => error === undefined).map(({ target }) => target);
  if (targets.length === 0) return;
  const { lintConfigs, fixedTexts, rules } = await lintTools();
  const rule = rules.filter(({ code }) => code === 'deprecated-key');
  const isOwn = ({ fix }: Finding) => fix?.edits.every(({ file }) => targets.includes(file)) === true;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const findings = await lintConfigs(targets, builtinBuilder(), rule);
    const { texts } = await fixedTexts(findings.filter(isOwn));
    for (const [file, text] of texts) rewriteAtomically(file, [text]);
    if (texts.size > 0) continue;
    for (const [i, { target, notes = [] }] of outcomes.entries()) {
      const left = findings.filter(({ location }) => location.file === target).map(({ message }) => message);
      if (left.length > 0) outcomes[i] = { ...outcomes[i], notes: [...notes, ...left] };
    }
    return;
  }
}

function report(outcomes: readonly Outcome[], { json: asJson = false, from }: MigrateFlags): void {
  const failed = outcomes.filter(({ error }) => error !== undefined);
  const byValue = outcomes.filter((outcome) => outcome.byValue.length > 0);
  const counts = {
    files: outcomes.length,
    same: outcomes.length - failed.length,
    failed: failed.length,
    byValue: byValue.length,
  };
  if (asJson) {
    print(`${JSON.stringify({ ...counts, outcomes }, null, 2)}\n`);
    return;
  }
  for (const { source, error } of failed) print(`${oneMessage(`${shorten(source)}: ${error}`)}\n`);
  for (const { target, byValue: keys } of byValue) {
    printLine(`${shorten(target)}: written as values instead of code: ${keys.join(', ')}`);
  }
  for (const { target, notes = [] } of outcomes) {
    for (const note of notes) print(`${oneMessage(`${shorten(target)}: ${note}`)}\n`);
  }
  const end = from === '3x' ? '.' : ', and resolve to the same value.';
  print(`${counts.same} of ${counts.files} files migrated${end}\n`);
}
