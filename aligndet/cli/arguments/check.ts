/** @module Checks that yargs does not make: unknown flags, extra words, invalid numbers, flags without a value. */
import { didYouMean, orList, UsageError } from '../../core/index.js';
import type { Command } from '../command.js';
import { type Argument, argumentsOf, nameOf, placeholderOf, usageOf } from './declared.js';

export type ParsedArguments = Readonly<Record<string, unknown>> & { readonly _: readonly unknown[] };

/** Flags that hold a count or a 0-based index. */
const WHOLE = new Set(['gpus', 'gpu-id', 'gpu-ids', 'local-rank', 'point', 'seed', 'workers']);

/** Largest seed that NumPy, and so mmdetection, accepts. */
const MAX_VALUE = 2 ** 32 - 1;

/**
 * @param args what the parser made of `words`.
 * @returns the arguments; the last value of a repeated flag wins, as in Python's argparse.
 * @throws {UsageError} for arguments that the command does not accept.
 */
export function checked(
  args: ParsedArguments,
  words: readonly string[],
  command: Command,
): Record<string, unknown> {
  const { flags, positionals } = argumentsOf(command);
  const help = `aligndet ${nameOf(command)} --help lists what it takes.`;
  const [, ...extra] = args._;
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(args)) {
    if (name === '_' || name === '$0') continue;
    const flag = flags.find((each) => each.name === name);
    const positional = positionals.find((each) => each.name === name);
    if (flag !== undefined) result[name] = valueFrom(flag, value, words);
    else if (positional !== undefined) result[name] = value;
    else throw unknownFlag(name, command);
  }
  for (const positional of positionals) checkPositional(positional, result[positional.name]);
  if (extra.length > 0) {
    throw new UsageError(`"${extra[0]}": one word too many. It is: aligndet ${usageOf(command)}. ${help}`);
  }
  for (const flag of flags) {
    if (flag.isRequired && result[flag.name] === undefined) {
      throw new UsageError(
        `${dashed(flag.name)}${placeholderOf(flag)} is missing (${flag.describe}). ${help}`,
      );
    }
  }
  return result;
}

/**
 * The error for a command line with too few positional arguments. The cause is often a misspelt flag, or a flag that
 * takes every word after it.
 */
export function tooFew(words: readonly string[], command: Command): UsageError {
  const { flags, positionals } = argumentsOf(command);
  const typed = words.flatMap((word) => /^--([\w-]+)/.exec(word)?.[1] ?? []);
  const unknown = typed.find((name) => !flags.some((flag) => flag.name === name));
  if (unknown !== undefined) return unknownFlag(unknown, command);
  const greedy = flags.find(({ name, isList }) => isList && typed.includes(name));
  return new UsageError(
    [
      `An argument is missing. It is: aligndet ${usageOf(command)}.`,
      ...positionals
        .filter(({ choices }) => choices.length > 0)
        .map(({ name, choices }) => `<${name}> is ${orList(choices)}.`),
      ...(greedy ? [`${dashed(greedy.name)} takes every word up to the next flag: put it at the end.`] : []),
      `aligndet ${nameOf(command)} --help says more.`,
    ].join(' '),
  );
}

function unknownFlag(name: string, command: Command): UsageError {
  const { flags } = argumentsOf(command);
  const begun = flags.filter((flag) => !flag.isHidden && flag.name.startsWith(name));
  const near = didYouMean(
    name,
    flags.map((flag) => flag.name),
  ).replaceAll(/"([^"]*)"/g, '--$1');
  const hint = begun.length > 0 ? ` Did you mean ${orList(begun.map((flag) => `--${flag.name}`))}?` : near;
  const help = `aligndet ${nameOf(command)} --help lists what it takes.`;
  return new UsageError(`${dashed(name)}: ${nameOf(command)} has no such flag.${hint} ${help}`);
}

function checkPositional(positional: Argument, value: unknown): void {
  if (value === undefined) return;
  const where = `<${positional.name}>`;
  if (positional.type === 'number' && !Number.isFinite(value)) {
    throw new UsageError(`${where} takes a number: ${positional.describe}.`);
  }
  if ([value].flat().includes('')) throw new UsageError(`${where} is empty: it needs a value.`);
  checkChoice(where, positional, value);
}

function checkChoice(where: string, { choices }: Argument, value: unknown): void {
  if (choices.length === 0) return;
  for (const each of [value].flat().map(String)) {
    if (choices.includes(each)) continue;
    throw new UsageError(`${where} takes ${orList(choices)}, but got "${each}".${didYouMean(each, choices)}`);
  }
}

function valueFrom(argument: Argument, given: unknown, words: readonly string[]): unknown {
  const { name, type, isList } = argument;
  const value = Array.isArray(given) && !isList ? given.at(-1) : given;
  const flag = dashed(name);
  if (type === 'boolean') checkSwitch(flag, words);
  if (isList) {
    if (!Array.isArray(value) || value.length === 0)
      throw new UsageError(`${flag} needs at least one value.`);
    if (type === 'number') for (const each of value) checkNumber(name, each, words);
  } else if (type === 'number') checkNumber(name, value, words);
  else if (
    (type === 'string' || argument.choices.length > 0) &&
    (value === '' || typeof value === 'boolean')
  ) {
    throw new UsageError(`${flag} needs a value.`);
  }
  checkChoice(flag, argument, value);
  return value;
}

/** yargs reads every word other than "true" as false. */
function checkSwitch(flag: string, words: readonly string[]): void {
  const at = words.find((word) => word.startsWith(`${flag}=`) && !/=(true|false)$/.test(word));
  if (at === undefined) return;
  throw new UsageError(`${flag} takes no value, but got "${at.slice(flag.length + 1)}".`);
}

/** yargs gives NaN for a word, and undefined for a flag at the end of the line. */
function checkNumber(name: string, value: unknown, words: readonly string[]): void {
  const flag = dashed(name);
  if (value === undefined) throw new UsageError(`${flag} needs a number.`);
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new UsageError(`${flag} takes a number, but got "${written(name, words)}".`);
  }
  if (!WHOLE.has(name) || (Number.isInteger(value) && value >= 0 && value <= MAX_VALUE)) return;
  throw new UsageError(`${flag} takes a whole number from 0 to ${MAX_VALUE}, but got ${value}.`);
}

/** The word that follows the flag on the command line. */
function written(name: string, words: readonly string[]): string {
  const at = words.findLastIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  return words[at]?.includes('=') ? words[at].slice(words[at].indexOf('=') + 1) : (words[at + 1] ?? '');
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}
