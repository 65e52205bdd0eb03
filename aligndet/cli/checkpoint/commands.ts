/**
 * @module Commands about checkpoints, each loading its code when it runs. The converters keep mmdetection's flags.
 */
import type { Argv } from 'yargs';
import { UsageError } from '../../core/index.js';

interface Files {
  readonly src: string;
  readonly dst: string;
}

type CheckpointFlags = {
  readonly action: string;
  readonly files: readonly string[];
  readonly json?: boolean;
  readonly 'no-statistics'?: boolean;
  readonly license?: string;
  readonly name?: string;
  readonly dataset?: string;
  readonly metrics?: readonly string[];
};

const converters = () => import('./convert.js');

/** A converter with an input, an output, and `more` flags. */
function converter<Flags>(
  command: string,
  describe: string,
  convert: (flags: Files & Flags) => Promise<unknown>,
  more: (builder: Argv) => Argv = (builder) => builder,
) {
  return {
    command: `${command} <src> <dst>`,
    describe,
    options: (builder: Argv): Argv =>
      more(
        builder
          .positional('src', { type: 'string', describe: 'File to convert' })
          .positional('dst', { type: 'string', describe: 'File to write' }),
      ),
    run: async (flags: never): Promise<number> => {
      await convert(flags as Files & Flags);
      return 0;
    },
  };
}

export const checkpointCommands = [
  {
    command: 'checkpoint <action> <files..>',
    describe:
      'Inspect, compare and publish checkpoints: inspect FILE, diff A B, to-hub FILE FOLDER, from-hub PATH FILE',
    options: (builder: Argv): Argv =>
      builder
        .positional('action', { choices: ['inspect', 'diff', 'to-hub', 'from-hub'] })
        .positional('files', { type: 'string', array: true, describe: 'One file or two' })
        .option('json', { type: 'boolean', describe: 'Print JSON' })
        .option('no-statistics', {
          type: 'boolean',
          describe: 'inspect: print names and shapes only, read no values',
        })
        .option('license', { type: 'string', describe: 'to-hub: SPDX identifier of the licence' })
        .option('name', { type: 'string', describe: 'to-hub: name of the model' })
        .option('dataset', { type: 'string', describe: 'to-hub: data set of the metrics' })
        .option('metrics', { type: 'string', array: true, describe: 'to-hub: name=number ...' }),
    run: async (flags: never): Promise<number> => runAction(flags),
  },
  converter(
    'selfsup2mmdet',
    'Convert MoCo backbones',
    async (flags: Files & { selfsup?: string }) => (await converters()).selfsupCommand(flags),
    (builder) => builder.option('selfsup', { choices: ['moco', 'swav'], describe: 'Method that trained it' }),
  ),
  {
    command: 'detectron2pytorch <src> <dst> <depth>',
    describe: 'Convert ResNets of the first Detectron',
    options: (builder: Argv): Argv =>
      builder
        .positional('src', { type: 'string', describe: 'File to convert, .pkl' })
        .positional('dst', { type: 'string', describe: 'File to write' })
        .positional('depth', { type: 'number', describe: '50 or 101' }),
    run: async (flags: never): Promise<number> => {
      (await converters()).detectronCommand(flags);
      return 0;
    },
  },
  converter(
    'convert-detectron2-to-mmdet-mask-rcnn',
    'Convert Mask R-CNN of Detectron2',
    async (flags: Files) => (await converters()).detectron2Command(flags),
  ),
  converter('regnet2mmdet', 'Convert RegNets of pycls', async (flags: Files) =>
    (await converters()).regnetCommand(flags),
  ),
  converter(
    'publish-model',
    'Remove the optimizer and name the file after its contents',
    async (flags: Files) => (await converters()).publishCommand(flags),
  ),
  converter(
    'upgrade-model-version',
    'Upgrade detectors of mmdetection 0.x and 1.x',
    async (flags: Files & { 'num-classes'?: number }) =>
      (await converters()).upgradeModelCommand({ ...flags, numClasses: flags['num-classes'] }),
    (builder) =>
      builder.option('num-classes', {
        type: 'number',
        default: 81,
        describe: 'Classes of the old model, with background',
      }),
  ),
  converter('upgrade-ssd-version', 'Upgrade SSD from before mmdetection 2.14', async (flags: Files) =>
    (await converters()).upgradeSsdCommand(flags),
  ),
  converter('swin2mmdet', "Convert official Swin weights to mmdetection's names", async (flags: Files) =>
    (await converters()).swinCommand(flags),
  ),
  converter(
    'backbone2mmdet',
    'Convert backbones of MoCo, DenseCL, SimSiam, PixPro, SwAV, DINO, SimMIM, Swin, torchvision and timm to backbone.*',
    async (flags: Files & { layout?: never }) => (await converters()).backboneCommand(flags),
    (builder) =>
      builder.option('layout', {
        choices: [
          'moco',
          'pixpro',
          'simsiam',
          'swav',
          'simmim',
          'swin',
          'dino',
          'torchvision',
          'torchvision-detector',
        ],
        describe: 'Layout of the file (default: detected from the tensor names)',
      }),
  ),
];

async function runAction({ action, files, ...flags }: CheckpointFlags): Promise<number> {
  const [first, second] = files;
  const expected = action === 'inspect' ? 1 : 2;
  if (files.length !== expected)
    throw new UsageError(`checkpoint ${action} takes ${expected} path(s), but got ${files.length}.`);
  if (action === 'diff') return (await import('./diff.js')).diffCommand(first, second, flags);
  if (action === 'inspect') (await import('./inspect.js')).inspectCommand(first, flags);
  if (action === 'to-hub') (await import('./hub.js')).toHubCommand(first, second, flags);
  if (action === 'from-hub') (await import('./hub.js')).fromHubCommand(first, second);
  return 0;
}
