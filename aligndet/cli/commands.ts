/**
 * @module The list of commands. Each loads its code when it runs, so that `--help` and `print-config` start at once.
 */
import type { Argv } from 'yargs';
import { checkpointCommands } from './checkpoint/commands.js';
import type { Command } from './command.js';
import { cfgOptions, configCommands } from './config/commands.js';
import { synthOptions } from './data-synth.js';
import { proposalOptions } from './generate-proposals.js';
import { semiCocoOptions } from './generate-semi-coco.js';
import { processFlags } from './mmdet-flags.js';
import { setupOptions } from './setup.js';

const progress = async () => (await import('./progress-bar.js')).terminalProgress();
const logger = async () => (await import('./run-logger.js')).runLogger('INFO');

/** Flags of every command that loads weights. */
function weightFlags(builder: Argv): Argv {
  return builder
    .option('offline', {
      type: 'boolean',
      describe: 'Use local and cached weights only, no network (also: ALIGNDET_OFFLINE=1)',
    })
    .option('allow-partial', {
      type: 'boolean',
      describe:
        'Continue when a file matches less than half of the model or, in test, leaves layers uninitialized',
    });
}

export const commands: readonly Command[] = [
  {
    command: 'setup',
    describe: 'Install TensorFlow, which the tensor engine runs on, into the cache',
    options: setupOptions,
    run: async (args) => (await import('./setup.js')).setupCommand(args, await progress(), await logger()),
  },
  {
    command: 'doctor',
    describe: 'Check whether this machine can train, and say how to fix what is missing',
    options: (builder) => builder.option('json', { type: 'boolean', describe: 'Print JSON' }),
    run: async (args) => (await import('./doctor/command.js')).doctorCommand(args),
  },
  {
    command: 'init <folder>',
    describe: 'Make a project to start from: a config, a component and a test of its own',
    options: (builder) => builder.positional('folder', { type: 'string', describe: 'New folder' }),
    run: async (args) => (await import('./init.js')).initCommand(args as { folder: string }),
  },
  {
    command: 'quickstart',
    describe: 'Run every step on a small data set: proposals, pre-training, fine-tuning, evaluation, report',
    options: (builder) =>
      builder
        .option('data', {
          type: 'string',
          describe: 'Folder of images, with or without COCO annotations (default: generated scenes)',
        })
        .option('work-dir', { type: 'string', describe: 'Output folder (work_dirs/quickstart)' })
        .option('seed', { type: 'number', describe: 'Random seed (0)' })
        .option('tiny', { type: 'boolean', describe: 'Smoke test, about a minute' }),
    run: async (args) => (await import('./quickstart/command.js')).quickstartCommand(args),
  },
  {
    command: 'pretrain <folder>',
    describe: 'Pre-train a detector on a folder of images without annotations',
    options: (builder) =>
      weightFlags(cfgOptions(builder))
        .positional('folder', { type: 'string', describe: 'Folder of images, searched with its subfolders' })
        .option('config', {
          type: 'string',
          describe: 'Pre-training config (configs/quickstart/pretrain.ts, a slim Mask R-CNN)',
        })
        .option('work-dir', {
          type: 'string',
          describe: 'Output folder; a second call resumes from it (work_dirs/own_<config>)',
        })
        .option('seed', { type: 'number', describe: 'Random seed (0)' })
        .option('workers', { type: 'number', describe: 'Worker threads for proposals (one per core)' })
        .option('min-side', {
          type: 'number',
          describe: 'Min width and height of a proposal, in image pixels',
        })
        .option('on-bad-image', {
          choices: ['skip', 'error'] as const,
          describe: 'What to do with unreadable images: leave them out, or stop with an error (skip)',
        }),
    run: async (args) =>
      (await import('./pretrain/command.js')).pretrainCommand(args, {
        progress: await progress(),
        logger: await logger(),
      }),
  },
  {
    command: 'train <config>',
    describe: 'Train a detector',
    options: (builder) =>
      processFlags(weightFlags(cfgOptions(builder)))
        .positional('config', { type: 'string', describe: 'Config file' })
        .option('work-dir', {
          type: 'string',
          describe: 'Folder for logs and checkpoints (work_dirs/NAME_OF_THE_CONFIG)',
        })
        .option('resume-from', { type: 'string', describe: 'Checkpoint to resume from' })
        .option('auto-resume', {
          type: 'boolean',
          describe: 'Resume from the latest checkpoint of the work dir',
        })
        .option('no-validate', { type: 'boolean', describe: 'Do not evaluate during training' })
        .option('seed', { type: 'number', describe: 'Random seed (0)' })
        .option('auto-scale-lr', { type: 'boolean', describe: 'Scale the learning rate with the batch' })
        .option('deterministic', { type: 'boolean', describe: 'Without effect: runs are deterministic' })
        .option('diff-seed', { type: 'boolean', describe: 'Without effect: there is one process' }),
    run: async (args) => (await import('./train/command.js')).trainCommand(args),
  },
  {
    command: 'test <config> <checkpoint>',
    describe: 'Evaluate a checkpoint',
    options: (builder) =>
      processFlags(weightFlags(cfgOptions(builder)))
        .positional('config', { type: 'string', describe: 'Config file' })
        .positional('checkpoint', {
          type: 'string',
          describe: 'Weights: a path, a URL, hf://owner/repo/file',
        })
        .option('work-dir', { type: 'string', describe: 'Folder for the metrics, as JSON' })
        .option('out', { type: 'string', describe: 'File for all detections, as COCO results: .json' })
        .option('eval', {
          type: 'string',
          array: true,
          describe: 'Metrics: bbox, segm, proposal of COCO, mAP, recall of VOC',
        })
        .option('format-only', {
          type: 'boolean',
          describe:
            'Write the result files for a test server (results.bbox.json, ...) without evaluating them',
        })
        .option('show-dir', {
          type: 'string',
          describe: 'Folder for images that show ground truth and detections side by side',
        })
        .option('show', {
          type: 'boolean',
          hidden: true,
          describe: 'Not supported: there is no display; use --show-dir',
        })
        .option('show-score-thr', { type: 'number', describe: 'Min score that is drawn (0.3)' })
        .option('eval-options', {
          type: 'string',
          array: true,
          describe: 'Options of the metric: key=value',
        })
        .option('fuse-conv-bn', { type: 'boolean', describe: 'Without effect: results are the same' })
        .option('gpu-collect', { type: 'boolean', describe: 'Without effect: there is one process' })
        .option('tmpdir', { type: 'string', describe: 'Without effect: there is one process' }),
    run: async (args) => (await import('./test/command.js')).testCommand(args),
  },
  {
    command: 'predict <config> <checkpoint> <images..>',
    describe: 'Detect objects in images',
    options: (builder) =>
      weightFlags(cfgOptions(builder))
        .positional('config', { type: 'string', describe: 'Config file' })
        .positional('checkpoint', {
          type: 'string',
          describe: 'Weights: a path, a URL, hf://owner/repo/file',
        })
        .positional('images', {
          type: 'string',
          array: true,
          describe: "Image files, URLs, folders with their subfolders, patterns such as 'photos/**/*.jpg'",
        })
        .option('out', {
          type: 'string',
          describe: 'Folder for the images with what was found drawn on them',
        })
        .option('score-thr', { type: 'number', describe: 'Min score of a detection (0.3)' })
        .option('json', { type: 'boolean', describe: 'Print a line of JSON for each image' })
        .option('gpu-id', { type: 'number', describe: 'Number of the GPU to use, where there are GPUs' }),
    run: async (args) => (await import('./predict/command.js')).predictCommand(args),
  },
  {
    command: 'plot <runs..>',
    describe: 'Plot losses, metrics and learning rates of runs as an HTML page',
    options: (builder) =>
      builder
        .positional('runs', { type: 'string', array: true, describe: 'Work dirs, or .log.json files' })
        .option('out', { type: 'string', describe: 'Page to write (curves.html in the work dir)' }),
    run: async (args) => (await import('./plot/command.js')).plotCommand(args),
  },
  {
    command: 'extract-detector-weights <checkpoint> <output>',
    describe: 'Extract the detector weights for fine-tuning from a pre-training checkpoint',
    options: (builder) =>
      builder
        .positional('checkpoint', { type: 'string', describe: 'Pre-training checkpoint' })
        .positional('output', { type: 'string', describe: 'File to write, .pth' })
        .option('keep-heads', { type: 'boolean', describe: 'Keep the last layers of the heads too' })
        .option('prefix', {
          type: 'string',
          describe: 'Prefix of the detector weights instead of "backbone."; "." for none',
        }),
    run: async ({
      'keep-heads': keepHeads,
      ...flags
    }: {
      checkpoint: string;
      output: string;
      'keep-heads'?: boolean;
      prefix?: string;
    }) => {
      (await import('./checkpoint/convert.js')).extractCommand({ ...flags, keepHeads });
      return 0;
    },
  },
  ...checkpointCommands,
  ...configCommands,
  {
    command: 'generate-proposals',
    describe: 'Selective-search proposals for a folder of images, as a COCO file',
    options: (builder) => weightFlags(proposalOptions(builder)),
    run: async (args) =>
      (await import('./generate-proposals.js')).generateProposalsCommand(
        args,
        await progress(),
        await logger(),
      ),
  },
  {
    command: 'data <action>',
    describe: 'Generate a detection data set from handwritten digits',
    options: synthOptions,
    run: async (args) =>
      (await import('./data-synth.js')).dataSynthCommand(args, await progress(), await logger()),
  },
  {
    command: 'generate-semi-coco',
    describe: 'Split a COCO training set into a labelled and an unlabelled subset',
    options: semiCocoOptions,
    run: async (args) =>
      (await import('./generate-semi-coco.js')).generateSemiCocoCommand(
        args,
        await progress(),
        await logger(),
      ),
  },
  {
    command: 'components',
    describe: 'List the components that configs may name: built (usable) and declared (config checks only)',
    options: (builder) =>
      builder
        .option('slot', { type: 'string', describe: 'Only this slot, such as backbone' })
        .option('config', {
          type: 'string',
          describe: 'Config whose custom_imports bring components too',
        })
        .option('json', { type: 'boolean', describe: 'Print JSON' }),
    run: async (args) => (await import('./components/command.js')).componentsCommand(args),
  },
  {
    command: 'reference',
    describe: 'Write the reference of every component and command, docs/reference',
    options: (builder) =>
      builder
        .option('check', { type: 'boolean', describe: 'Only report which pages are out of date' })
        .option('out', { type: 'string', describe: 'Folder of the pages (docs/reference)' }),
    run: async (args) => (await import('./reference/command.js')).referenceCommand(args, commands),
  },
  {
    command: 'completion <shell>',
    describe: 'Print the completion script of a shell: source <(aligndet completion bash)',
    options: (builder) =>
      builder
        .positional('shell', { choices: ['bash', 'zsh', 'fish'], describe: 'Your shell' })
        .option('line', { type: 'string', describe: 'Print candidates for this line instead' })
        .option('point', { type: 'number', describe: 'Cursor position in the line' }),
    run: async (args) => (await import('./completion/command.js')).completionCommand(args, commands),
  },
];
