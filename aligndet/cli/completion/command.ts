/** @module `aligndet completion SHELL`: the shell's script; with `--line`, candidates for that line. */
import { resolve } from 'node:path';
import type { Command } from '../command.js';
import { print } from '../terminal.js';
import type { Candidate } from './candidate.js';
import { candidatesFor } from './candidates.js';
import { completionScript, type Shell } from './scripts.js';
import { wordsOf } from './words.js';

export interface CompletionFlags {
  readonly shell: Shell;
  /** The line that is being typed. */
  readonly line?: string;
  /** Cursor position; the end of the line when absent. */
  readonly point?: number;
}

/** @returns the exit code. */
export async function completionCommand(
  { shell, line, point }: CompletionFlags,
  commands: readonly Command[],
): Promise<number> {
  if (line === undefined) {
    print(completionScript(shell, program()));
    return 0;
  }
  const typed = wordsOf(line, point);
  const candidates = await candidatesFor(typed, commands);
  print(candidates.map((candidate) => `${written(candidate, shell, typed.current)}\n`).join(''));
  return 0;
}

/** This Node and this program, quoted: completion then works without either on the PATH. */
function program(): string {
  return [process.execPath, resolve(process.argv[1])]
    .map((path) => `'${path.replaceAll("'", `'\\''`)}'`)
    .join(' ');
}

function written({ text, about, isDone }: Candidate, shell: Shell, current: string): string {
  if (shell === 'fish') return about === '' ? text : `${text}\t${about}`;
  // bash treats "=" and ":" as word breaks, and replaces only what follows the last one.
  const kept = shell === 'bash' ? Math.max(current.lastIndexOf('='), current.lastIndexOf(':')) + 1 : 0;
  return `${text.slice(kept)}${isDone ? ' ' : ''}`;
}
