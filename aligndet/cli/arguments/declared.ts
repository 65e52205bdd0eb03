/** @module Flags and positional arguments of a command, as it tells them to yargs. */
import type { Argv, Options } from 'yargs';
import type { Command } from '../command.js';

/** An argument, as far as completion, help and checks look at it. */
export interface Argument {
  readonly name: string;
  readonly type?: Options['type'];
  readonly isList: boolean;
  readonly choices: readonly string[];
  readonly describe: string;
  readonly isRequired: boolean;
  /** Left out of the help and of completion: old spellings. */
  readonly isHidden: boolean;
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

/** The name and the positional arguments of a command: `train <config>`. */
export function usageOf({ command }: Pick<Command, 'command'>): string {
  return [command].flat()[0];
}

export function nameOf(command: Pick<Command, 'command'>): string {
  return usageOf(command).split(' ')[0];
}

function argumentOf([name, options]: unknown[]): Argument[] {
  if (typeof name !== 'string') {
    return Object.entries(name as Record<string, Options>).flatMap((entry) => argumentOf(entry));
  }
  const given = (options ?? {}) as Options;
  const { type, array, choices, describe, description, desc, demandOption, hidden } = given;
  return [
    {
      name,
      type,
      isList: array === true || type === 'array',
      choices: (choices ?? []).map(String),
      describe: String(describe ?? description ?? desc ?? ''),
      isRequired: demandOption === true,
      isHidden: hidden === true,
    },
  ];
}
