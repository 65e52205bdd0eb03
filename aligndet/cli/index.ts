/** @module The command line: `aligndet <command>`, and the functions behind `tools/*.ts`. */
import type { Argv } from 'yargs';
import yargs from 'yargs';
import { splitCfgOptions } from '../config/index.js';
import { AlignDetError, oneMessage, UsageError } from '../core/index.js';
import { commands } from './commands.js';
import { watchSignals } from './process/signals.js';
import { endWithReaders } from './process/streams.js';
import { printPainted, say } from './terminal.js';

const RED = 31;

/**
 * Runs a command and sets the exit code: 0 fine, 1 a failed run, 2 wrong usage.
 *
 * @param argv words after the program's name; the first is the command.
 */
export async function main(argv: readonly string[]): Promise<void> {
  endWithReaders();
  watchSignals();
  try {
    process.exitCode = await run(withLastOptions(argv));
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** @returns the exit code of the command. */
async function run(argv: readonly string[]): Promise<number> {
  let code = 0;
  const parser = commands.reduce(
    (parsed: Argv, { command, describe, options, run }) =>
      parsed.command(
        command,
        describe,
        (builder) => options(builder).strict(),
        async (args) => {
          code = await run(args as never);
        },
      ),
    yargs([...argv])
      .scriptName('aligndet')
      .parserConfiguration({
        'boolean-negation': false,
        'camel-case-expansion': false,
        'dot-notation': false,
      })
      .demandCommand(1, 'Which command? See the list above.')
      .strict()
      .recommendCommands()
      .version(false)
      .wrap(Math.min(110, process.stdout.columns ?? 110))
      .exitProcess(false)
      .fail((message, error) => {
        throw error ?? new UsageError(message);
      }),
  );
  await parser.parseAsync();
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

/** Says what went wrong on stderr; a stack only for what nobody expected. */
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
