/** @module `aligndet config migrate`: mmdetection's Python configs into TypeScript, and back. */
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import {
  differencesOf,
  loadConfig,
  migrateToPython,
  migrateToTypeScript,
  type PlannedFile,
  planMigration,
} from '../../config/index.js';
import { AlignDetError, ConfigError, oneMessage, writeAtomically } from '../../core/index.js';
import { print, printLine } from '../terminal.js';
import { shorten } from './explain.js';

export interface MigrateFlags {
  /** A config, or a folder of configs. */
  readonly input: string;
  readonly to: 'ts' | 'py';
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

interface Outcome {
  readonly source: string;
  readonly target: string;
  /** Why there is no new file, or why it comes to another value. */
  readonly error?: string;
  /** Keys whose value was written down instead of the code that computes it. */
  readonly byValue: readonly string[];
}

/** @returns 0 when every file was migrated and resolves to the same value, else 1. */
export async function migrateCommand(flags: MigrateFlags): Promise<number> {
  const [from, to] = flags.to === 'py' ? ['.ts', '.py'] : ['.py', '.ts'];
  const plan = planMigration(flags.input, from, to, flags.out);
  if (!flags.force) refuseToReplace(plan);
  const written: Outcome[] = [];
  for (const file of plan) written.push(await migrateFile(file, flags.to));
  const outcomes: Outcome[] = [];
  for (const outcome of written) {
    outcomes.push(outcome.error === undefined ? { ...outcome, error: await difference(outcome) } : outcome);
  }
  report(outcomes, flags.json === true);
  return outcomes.every(({ error }) => error === undefined) ? 0 : 1;
}

function refuseToReplace(plan: readonly PlannedFile[]): void {
  const existing = plan.filter(({ target }) => existsSync(target));
  if (existing.length === 0) return;
  const more = existing.length === 1 ? '' : ` and ${existing.length - 1} more`;
  throw new ConfigError(
    `${shorten(existing[0].target)}${more} exist already. Add --force to replace them, or --out for another folder.`,
  );
}

async function migrateFile({ source, target, mapBase }: PlannedFile, to: 'ts' | 'py'): Promise<Outcome> {
  try {
    if (to === 'py') {
      writeAtomically(target, [await migrateToPython(source, mapBase)]);
      return { source, target, byValue: [] };
    }
    const label = relative(process.cwd(), target).replaceAll('\\', '/');
    const { text, byValue } = await migrateToTypeScript(source, { target, label, mapBase });
    writeAtomically(target, [text]);
    return { source, target, byValue };
  } catch (error) {
    if (!(error instanceof AlignDetError)) throw error;
    return { source, target, byValue: [], error: error.message };
  }
}

/** What is different between the old and the new config after inheritance. */
async function difference({ source, target }: Outcome): Promise<string | undefined> {
  try {
    const old = await loadConfig(source);
    const [first] = differencesOf(old.config, (await loadConfig(target)).config);
    return first === undefined ? undefined : `${first.path} comes to another value`;
  } catch (error) {
    if (!(error instanceof AlignDetError)) throw error;
    return error.message;
  }
}

function report(outcomes: readonly Outcome[], asJson: boolean): void {
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
    printLine(`${shorten(target)}: the value stands in place of code: ${keys.join(', ')}`);
  }
  print(`${counts.same} of ${counts.files} files migrated, and resolve to the same value.\n`);
}
