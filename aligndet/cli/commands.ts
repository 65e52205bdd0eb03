/** @module The list of commands. Each loads its code when it runs, so that `--help` and `print-config` start at once. */
import type { Argv } from 'yargs';

export interface Command {
  /** Name and positional arguments, as yargs writes them. */
  readonly command: string | readonly string[];
  readonly describe: string;
  readonly options: (builder: Argv) => Argv;
  /** @returns the exit code. */
  readonly run: (args: never) => Promise<number>;
}

export const commands: readonly Command[] = [
  {
    command: 'fidelity <folder>',
    describe: 'Run golden cases of the PyTorch reference against this project',
    options: (builder) =>
      builder
        .positional('folder', { type: 'string', describe: 'Folder that holds the cases' })
        .option('family', { type: 'string', describe: 'Only this family' })
        .option('filter', { type: 'string', describe: 'Only cases whose name holds this text' })
        .option('json', { type: 'boolean', describe: 'Print JSON' }),
    run: async (args) => (await import('./fidelity/command.js')).fidelityCommand(args),
  },
];
