/** @module Flags and positional arguments of a command, as it tells them to yargs. */
import type { Argv, Options } from 'yargs';
import type { Command } from '../command.js';

/** An argument, as far as completion looks at it. */
export interface Argument {
  readonly name: string;
  readonly type?: Options['type'];
  readonly isList: boolean;
  readonly choices: readonly string[];
  readonly describe: string;
}

export interface CommandArguments {
  readonly flags: readonly Argument[];
  readonly positionals: readonly Argument[];
}

/** Lets the command describe itself to something that only takes notes. */
export function argumentsOf({ options }: Pick<Command, 'options'>): CommandArguments {
  const flags: Argument[] = [];
  const positionals: Argument[] = [];
  const notes: Argv = new Proxy({} as Argv, {
    get:
      (_target, method) =>
      (...args: unknown[]) => {
        if (method === 'option') flags.push(...argumentOf(args));
        if (method === 'positional') positionals.push(...argumentOf(args));
        return notes;
      },
  });
  options(notes);
  return { flags, positionals };
}

function argumentOf([name, options]: unknown[]): Argument[] {
  if (typeof name !== 'string') {
    return Object.entries(name as Record<string, Options>).flatMap((entry) => argumentOf(entry));
  }
  const { type, array, choices, describe, description, desc } = (options ?? {}) as Options;
  const about = describe ?? description ?? desc ?? '';
  const isList = array === true || type === 'array';
  return [{ name, type, isList, choices: (choices ?? []).map(String), describe: String(about) }];
}
