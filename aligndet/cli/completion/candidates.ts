/** @module Completion candidates for a command line: commands, flags, configs and their keys. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configJsonSchema, type JsonSchema, type LoadedConfig, loadConfig } from '../../config/index.js';
import { packageRoot } from '../../core/index.js';
import { builderFor, hasCustomImports } from '../../extensions/index.js';
import { type Argument, argumentsOf, type CommandArguments, nameOf } from '../arguments/declared.js';
import type { Command } from '../command.js';
import type { Candidate } from './candidate.js';
import { optionCandidates } from './option-keys.js';
import { CONFIG_FILES, pathCandidates } from './paths.js';
import type { TypedLine } from './words.js';

/** Kept with the reference, so that `aligndet reference --check` keeps it current: reading it takes milliseconds. */
const schemaFile = join(packageRoot, 'docs/reference/config.schema.json');

export async function candidatesFor(line: TypedLine, commands: readonly Command[]): Promise<Candidate[]> {
  const { before, current } = line;
  const [, name, ...words] = behindNpx(before);
  const matching = (candidates: readonly Candidate[]) =>
    candidates.filter(({ text }) => text.startsWith(current));
  if (name === undefined) return matching(commands.map(commandCandidate));
  const command = commands.find((each) => nameOf(each) === name);
  if (command === undefined) return [];
  const args = argumentsOf(command);
  if (current.startsWith('-'))
    return matching(args.flags.filter(({ isHidden }) => !isHidden).map(flagCandidate));
  const flag = openFlag(words, args);
  if (flag?.name === 'cfg-options') return matching(await optionsOf(current, words, args));
  return matching(valuesOf(flag ?? positionalAt(words, args), current));
}

/** `npx aligndet train` completes as `aligndet train`. */
function behindNpx(before: readonly string[]): readonly string[] {
  return before[0] === 'npx' ? before.slice(before.indexOf('aligndet', 1)) : before;
}

function commandCandidate(command: Command): Candidate {
  return { text: nameOf(command), about: command.describe, isDone: true };
}

function flagCandidate({ name, describe }: Argument): Candidate {
  return { text: `--${name}`, about: describe, isDone: true };
}

/** The flag whose value comes next. */
function openFlag(words: readonly string[], { flags }: CommandArguments): Argument | undefined {
  const last = words.findLastIndex((word) => word.startsWith('--'));
  const flag = flags.find(({ name }) => `--${name}` === words[last]);
  if (flag === undefined || flag.type === 'boolean') return undefined;
  return flag.isList || last === words.length - 1 ? flag : undefined;
}

/** Words that are no flags and no values of flags. */
function plainWords(words: readonly string[], args: CommandArguments): string[] {
  return words.filter(
    (word, index) => !word.startsWith('-') && openFlag(words.slice(0, index), args) === undefined,
  );
}

function positionalAt(words: readonly string[], args: CommandArguments): Argument | undefined {
  const { positionals } = args;
  return positionals[Math.min(plainWords(words, args).length, positionals.length - 1)];
}

function valuesOf(argument: Argument | undefined, current: string): Candidate[] {
  if (argument === undefined) return [];
  if (argument.choices.length > 0) return argument.choices.map((text) => ({ text, about: '', isDone: true }));
  if (argument.type === 'number') return [];
  return pathCandidates(current, /^(?:config|files)/.test(argument.name) ? CONFIG_FILES : undefined);
}

/** Keys of the config on the line; those of any config before there is one. */
async function optionsOf(
  current: string,
  words: readonly string[],
  args: CommandArguments,
): Promise<Candidate[]> {
  const file = plainWords(words, args).find((word) => CONFIG_FILES.test(word) && existsSync(word));
  const loaded = file === undefined ? undefined : await tryToLoad(file);
  return optionCandidates(current, await schemaFor(loaded), loaded?.config ?? {});
}

/**
 * A config with components of users needs a schema of its own, which takes a second and explains no built-in option.
 */
async function schemaFor(loaded: LoadedConfig | undefined): Promise<JsonSchema> {
  if (loaded !== undefined && hasCustomImports(loaded)) {
    const builder = await builderFor(loaded, () => undefined).catch(() => undefined);
    if (builder !== undefined && builder.files.size > 0) return configJsonSchema(builder);
  }
  return JSON.parse(readFileSync(schemaFile, 'utf8')) as JsonSchema;
}

/** A config that cannot be read gives no keys; the command reports the error. */
async function tryToLoad(file: string): Promise<LoadedConfig | undefined> {
  try {
    return await loadConfig(file);
  } catch {
    return undefined;
  }
}
