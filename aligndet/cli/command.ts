/** @module The contract of a command. */
import type { Argv } from 'yargs';

export interface Command {
  /** Name and positional arguments, as yargs writes them. */
  readonly command: string | readonly string[];
  readonly describe: string;
  readonly options: (builder: Argv) => Argv;
  /** @returns the exit code. */
  readonly run: (args: never) => Promise<number>;
}
