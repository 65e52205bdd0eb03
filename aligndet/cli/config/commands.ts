/** @module Commands about configs, each loading its code when it runs. */
import type { Argv } from 'yargs';
import { UsageError } from '../../core/index.js';

interface ConfigFlags {
  readonly action: 'explain' | 'diff' | 'migrate' | 'schema';
  readonly files?: readonly string[];
  readonly json?: boolean;
  readonly to?: 'ts' | 'py';
  readonly from?: '2x' | '3x';
  readonly out?: string;
  readonly force?: boolean;
  readonly 'cfg-options'?: readonly string[];
}

/** `--cfg-options key=value ...`, as every command takes it that reads a config. */
export function cfgOptions(builder: Argv): Argv {
  return builder.option('cfg-options', {
    type: 'string',
    array: true,
    describe: 'Overrides of the config: key=value, with lists as key="[a,b]"',
  });
}

export const configCommands = [
  {
    command: 'print-config <config>',
    describe: 'Print a config after inheritance and overrides',
    options: (builder: Argv): Argv =>
      cfgOptions(builder)
        .positional('config', { type: 'string', describe: 'Config file' })
        .option('json', { type: 'boolean', describe: 'Print JSON' })
        .option('annotate', { type: 'boolean', describe: 'Print where each value was set' }),
    run: async (flags: never): Promise<number> =>
      (await import('./print-config.js')).printConfigCommand(flags),
  },
  {
    command: 'lint [paths..]',
    describe: 'Find errors and likely mistakes in configs (default: configs/)',
    options: (builder: Argv): Argv =>
      builder
        .positional('paths', { type: 'string', array: true, describe: 'Config files, or folders of them' })
        .option('fix', { type: 'boolean', describe: 'Apply the safe fixes' })
        .option('format', { choices: ['human', 'json', 'sarif', 'github'], describe: 'Output format' })
        .option('json', { type: 'boolean', describe: 'Short for --format json' }),
    run: async (flags: never): Promise<number> => (await import('./lint.js')).lintCommand(flags),
  },
  {
    command: 'config <action> [files..]',
    describe: 'Look into configs: explain CONFIG KEY, diff A B, migrate FILE_OR_FOLDER, schema [CONFIG]',
    options: (builder: Argv): Argv =>
      cfgOptions(builder)
        .positional('action', { choices: ['explain', 'diff', 'migrate', 'schema'] })
        .positional('files', { type: 'string', array: true, describe: 'Config files; explain: and the key' })
        .option('to', {
          choices: ['ts', 'py'],
          default: 'ts',
          describe: 'migrate: language of the output files',
        })
        .option('from', {
          choices: ['2x', '3x'],
          default: '2x',
          describe: 'migrate: mmdetection version of the input files',
        })
        .option('out', {
          type: 'string',
          describe: 'migrate: output folder (default: beside the input files); schema: output file',
        })
        .option('force', { type: 'boolean', describe: 'migrate: replace files that exist' })
        .option('json', { type: 'boolean', describe: 'Print JSON' }),
    run: async (flags: never): Promise<number> => runAction(flags),
  },
];

async function runAction({ action, files = [], ...flags }: ConfigFlags): Promise<number> {
  if (action === 'schema') {
    if (files.length > 1)
      throw new UsageError('schema takes at most one config, whose custom_imports count.');
    return (await import('../reference/config-schema.js')).configSchemaCommand(flags.out, files[0]);
  }
  if (action === 'explain') {
    const [config, key] = expect(files, 2, 'explain takes a config and a key, such as model.backbone.depth.');
    return (await import('./explain.js')).explainCommand({ ...flags, config, key });
  }
  if (action === 'migrate') {
    const [input] = expect(files, 1, 'migrate takes one config, or a folder of them.');
    return (await import('./migrate.js')).migrateCommand({
      ...flags,
      to: flags.to ?? 'ts',
      from: flags.from ?? '2x',
      input,
    });
  }
  const [first, second] = expect(files, 2, 'diff takes two configs.');
  return (await import('./diff.js')).diffCommand({ ...flags, configs: [first, second] });
}

function expect(files: readonly string[], count: number, message: string): readonly string[] {
  if (files.length !== count) throw new UsageError(message);
  return files;
}
