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

/** `--cfg-options key=value ...`, as every command takes it that reads a config. */
function cfgOptions(builder: Argv): Argv {
  return builder.option('cfg-options', {
    type: 'string',
    array: true,
    describe: 'Overrides of the config: key=value, with lists as key="[a,b]"',
  });
}

export const commands: readonly Command[] = [
  {
    command: 'train <config>',
    describe: 'Train a detector',
    options: (builder) =>
      cfgOptions(builder)
        .positional('config', { type: 'string', describe: 'Config file' })
        .option('work-dir', { type: 'string', describe: 'Folder for logs and checkpoints' })
        .option('resume-from', { type: 'string', describe: 'Checkpoint to resume from' })
        .option('auto-resume', {
          type: 'boolean',
          describe: 'Resume from the latest checkpoint of the work dir',
        })
        .option('no-validate', { type: 'boolean', describe: 'Do not evaluate during training' })
        .option('gpus', { type: 'number', describe: 'Number of processes (this version trains in one)' })
        .option('seed', { type: 'number', describe: 'Random seed' })
        .option('deterministic', { type: 'boolean', describe: 'Without effect: runs are deterministic' })
        .option('auto-scale-lr', { type: 'boolean', describe: 'Scale the learning rate with the batch' }),
    run: async (args) => (await import('./train/command.js')).trainCommand(args),
  },
  {
    command: 'print-config <config>',
    describe: 'Print what a config comes to after inheritance and overrides',
    options: (builder) =>
      cfgOptions(builder)
        .positional('config', { type: 'string', describe: 'Config file' })
        .option('json', { type: 'boolean', describe: 'Print JSON' }),
    run: async (args) => (await import('./config/print-config.js')).printConfigCommand(args),
  },
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
