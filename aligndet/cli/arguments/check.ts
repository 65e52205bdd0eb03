/** @module What the parser lets pass: unknown flags, words too many, numbers that are none, flags without a value. */
import { didYouMean, UsageError } from '../../core/index.js';
import type { Command } from '../command.js';
import { type Argument, argumentsOf, nameOf, usageOf } from './declared.js';

export type ParsedArguments = Readonly<Record<string, unknown>> & { readonly _: readonly unknown[] };

/** Flags that count things, or number them from 0. */
const WHOLE = new Set(['gpus', 'gpu-id', 'gpu-ids', 'local-rank', 'point', 'seed', 'workers']);

/** Seeds of NumPy, and so of mmdetection, end here. */
const MOST = 2 ** 32 - 1;

/**
 * @param args what the parser made of `words`.
 * @returns the arguments; of a flag that was repeated the last one counts, as in Python's argparse.
 * @throws {UsageError} for what the command does not take.
 */
export function checked(
  args: ParsedArguments,
  words: readonly string[],
  command: Command,
): Record<string, unknown> {
  const { flags, positionals } = argumentsOf(command);
  const help = `aligndet ${nameOf(command)} --help lists what it takes.`;
  const declared = new Map([...flags, ...positionals].map((argument) => [argument.name, argument]));
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(args)) {
    if (name === '_' || name === '$0') continue;
    const argument = declared.get(name);
    if (argument !== undefined)
      result[name] = positionals.includes(argument) ? value : valueFrom(argument, value, words);
    else {
      const near = didYouMean(
        name,
        flags.map((flag) => flag.name),
      ).replaceAll(/"([^"]*)"/g, '--$1');
      throw new UsageError(`${dashed(name)}: ${nameOf(command)} has no such flag.${near} ${help}`);
    }
  }
  const [, ...extra] = args._;
  if (extra.length > 0) {
    throw new UsageError(`"${extra[0]}": one word too many. It is: aligndet ${usageOf(command)}. ${help}`);
  }
  return result;
}

function valueFrom(argument: Argument, given: unknown, words: readonly string[]): unknown {
  const { name, type, isList } = argument;
  const value = Array.isArray(given) && !isList ? given.at(-1) : given;
  const flag = dashed(name);
  if (isList) {
    if (!Array.isArray(value) || value.length === 0)
      throw new UsageError(`${flag} needs at least one value.`);
    if (type === 'number') for (const each of value) checkNumber(name, each, words);
  } else if (type === 'number') checkNumber(name, value, words);
  else if (type === 'string' && (value === '' || typeof value === 'boolean')) {
    throw new UsageError(`${flag} needs a value.`);
  }
  return value;
}

/** yargs makes NaN of words, and nothing of a flag at the end of the line. */
function checkNumber(name: string, value: unknown, words: readonly string[]): void {
  const flag = dashed(name);
  if (value === undefined) throw new UsageError(`${flag} needs a number.`);
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new UsageError(`${flag} takes a number, but got "${written(name, words)}".`);
  }
  if (!WHOLE.has(name) || (Number.isInteger(value) && value >= 0 && value <= MOST)) return;
  throw new UsageError(`${flag} takes a whole number from 0 to ${MOST}, but got ${value}.`);
}

/** What stands behind the flag on the command line. */
function written(name: string, words: readonly string[]): string {
  const at = words.findLastIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  return words[at]?.includes('=') ? words[at].slice(words[at].indexOf('=') + 1) : (words[at + 1] ?? '');
}

function dashed(name: string): string {
  return name.length === 1 ? `-${name}` : `--${name}`;
}
