/** @module Flags and positional arguments of a command, as it declares them to yargs. */
import type { Argv, Options, PositionalOptions } from 'yargs';
import type { Command } from '../command.js';

/** The fields of an argument that completion, help and checks use. */
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

/** Runs the command's declaration against a recorder. */
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
function declarationOf({ command }: Pick<Command, 'command'>): string {
  return [command].flat()[0];
}

/** The required arguments: `data <action> --out VALUE`. */
export function usageOf(command: Pick<Command, 'command' | 'options'>): string {
  const required = argumentsOf(command).flags.filter(({ isRequired }) => isRequired);
  return [declarationOf(command), ...required.map((flag) => `--${flag.name}${placeholderOf(flag)}`)].join(
    ' ',
  );
}

/** Placeholder of a flag's value in the help. */
export function placeholderOf({ type, isList, choices }: Argument): string {
  if (type === 'boolean') return '';
  const word = type === 'number' ? 'N' : choices.length > 0 ? 'NAME' : 'VALUE';
  return isList ? ` ${word}...` : ` ${word}`;
}

/**
 * Declares the command's arguments to a parser that checks neither choices nor required arguments: `checked` does,
 * with
 * messages of its own.
 */
export function declareUnchecked(builder: Argv, { options }: Pick<Command, 'options'>): Argv {
  const lenientOf = ({ demandOption, choices, ...given }: Options): Options =>
    choices === undefined ? given : { type: 'string', ...given };
  const lenient = {
    option: (name: string, given: Options = {}) => {
      builder.option(name, lenientOf(given));
      return lenient;
    },
    positional: (name: string, given: Options = {}) => {
      builder.positional(name, lenientOf(given) as PositionalOptions);
      return lenient;
    },
  };
  options(lenient as unknown as Argv);
  return builder;
}

export function nameOf(command: Pick<Command, 'command'>): string {
  return declarationOf(command).split(' ')[0];
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
