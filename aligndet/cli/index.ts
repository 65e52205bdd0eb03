/** @module The command line: `aligndet <command>`, and the functions behind `tools/*.ts`. */
import yargs from 'yargs';
import { splitCfgOptions } from '../config/index.js';
import { AlignDetError, didYouMean, oneMessage, packageVersion, UsageError } from '../core/index.js';
import { checked, tooFew } from './arguments/check.js';
import { argumentsOf, declareUnchecked, nameOf } from './arguments/declared.js';
import { helpText, helpWidth, overviewText } from './arguments/help.js';
import { respelled } from './arguments/spelling.js';
import type { Command } from './command.js';
import { commands } from './commands.js';
import { watchSignals } from './process/signals.js';
import { endWithReaders } from './process/streams.js';
import { print, printPainted, say } from './terminal.js';

const RED = 31;

/**
 * Runs a command and sets the exit code: 0 success, 1 failure, 2 usage error.
 *
 * @param argv words after the program's name; the first is the command.
 */
export async function main(argv: readonly string[]): Promise<void> {
  endWithReaders();
  watchSignals();
  try {
    process.exitCode = await run(argv);
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** @returns the exit code of the command. */
async function run(argv: readonly string[]): Promise<number> {
  const [name, ...words] = argv[0] === 'help' && argv.length > 1 ? [argv[1], '--help'] : argv;
  const command = commands.find((each) => nameOf(each) === name);
  if (command === undefined) return withoutCommand(name);
  const { flags } = argumentsOf(command);
  const end = words.indexOf('--');
  const asked = end < 0 ? words : words.slice(0, end);
  if (asked.includes('--help') || asked.includes('-h')) {
    print(helpText(command, helpWidth()));
    return 0;
  }
  if (asked.includes('--version') && !flags.some((flag) => flag.name === 'version')) return printVersion();
  return runCommand(command, [name, ...withLastOptions(respelled(words, flags))]);
}

/** The word given as the command. */
function withoutCommand(word: string | undefined): number {
  const overview = () => overviewText(commands, helpWidth());
  if (word === '--version' || word === '-V') return printVersion();
  if (word === undefined) throw new UsageError(`No command given.\n\n${overview()}`);
  if (word === '-h' || word === '--help' || word === 'help') {
    print(overview());
    return 0;
  }
  if (word.startsWith('-')) {
    throw new UsageError(
      `${word}: the command comes first, as in: aligndet train CONFIG ${word}. aligndet --help lists them.`,
    );
  }
  const near = didYouMean(word, commands.map(nameOf));
  throw new UsageError(`"${word}" is not a command of aligndet.${near} aligndet --help lists them.`);
}

function printVersion(): number {
  print(`aligndet ${packageVersion()}\n`);
  return 0;
}

async function runCommand(command: Command, words: readonly string[]): Promise<number> {
  let code = 0;
  await yargs([...words])
    .locale('en')
    .scriptName('aligndet')
    .parserConfiguration({
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
    })
    .command(
      command.command,
      command.describe,
      (builder) => declareUnchecked(builder, command),
      async (args) => {
        code = await command.run(checked(args, words, command) as never);
      },
    )
    .help(false)
    .version(false)
    .exitProcess(false)
    .fail((message, error) => {
      if (error) throw error;
      if (message.startsWith('Not enough non-option arguments')) throw tooFew(words, command);
      throw new UsageError(`${message.replaceAll(/\s*\n\s*/g, ' ')}.`);
    })
    .parseAsync();
  return code;
}

/** `--cfg-options` as mmdetection's argparse takes it: a repeated flag replaces the one before. */
function withLastOptions(argv: readonly string[]): string[] {
  const { options, rest } = splitCfgOptions(argv);
  if (options.length === 0) return [...argv];
  const end = rest.indexOf('--');
  const [before, behind] = end < 0 ? [rest, []] : [rest.slice(0, end), rest.slice(end)];
  return [...before, '--cfg-options', ...options, ...behind];
}

/** Prints the error to stderr, with a stack only for internal errors. */
function report(error: unknown): number {
  if (error instanceof AlignDetError) {
    sayWrong('error', oneMessage(error.message));
    if (process.env.ALIGNDET_DEBUG !== undefined) say(`${error.stack}\n`);
    return error instanceof UsageError ? 2 : 1;
  }
  sayWrong('internal error', oneMessage(String(error instanceof Error ? error.stack : error)));
  return 1;
}

function sayWrong(what: string, text: string): void {
  printPainted(process.stderr, [{ colour: RED, word: what }, `: ${text}\n`]);
}
