/** @module Flags of mmdetection's tools that say how several processes and GPUs share the work; here there is one process. */
import type { Argv } from 'yargs';

export interface MmdetFlags {
  readonly launcher?: 'none' | 'pytorch' | 'slurm' | 'mpi';
  readonly 'local-rank'?: number;
  readonly gpus?: number;
  readonly 'gpu-id'?: number;
  readonly 'gpu-ids'?: readonly number[];
  readonly 'diff-seed'?: boolean;
  readonly deterministic?: boolean;
  readonly 'fuse-conv-bn'?: boolean;
  readonly 'gpu-collect'?: boolean;
  readonly tmpdir?: string;
}

/** Flags of both `train` and `test`. */
export function processFlags(builder: Argv): Argv {
  return builder
    .option('gpu-id', { type: 'number', describe: 'Number of the GPU to use, where there are GPUs' })
    .option('gpus', { type: 'number', describe: 'Number of GPUs; this version runs in one process' })
    .option('gpu-ids', { type: 'number', array: true, hidden: true, describe: 'Old: the first one is used' })
    .option('launcher', {
      choices: ['none', 'pytorch', 'slurm', 'mpi'],
      describe: 'Accepted; this version runs in one process',
    })
    .option('local-rank', { type: 'number', hidden: true, describe: 'Accepted; nothing reads it' });
}

/** Takes `--gpu-id` over for the engine, which has not started yet. */
export function chooseGpu(
  { 'gpu-id': id, 'gpu-ids': ids }: MmdetFlags,
  environment: Record<string, string | undefined> = process.env,
): void {
  const chosen = id ?? ids?.[0];
  if (chosen !== undefined) environment.ALIGNDET_GPUS = String(chosen);
}

/** A sentence on each flag that was given and does not do here what it does in mmdetection. */
export function notesOn(flags: MmdetFlags): string[] {
  const { launcher = 'none', gpus = 1, 'gpu-id': id, 'gpu-ids': ids } = flags;
  const notes: (string | false | undefined)[] = [
    gpus > 1 &&
      `--gpus: ${gpus} GPUs were asked for; this version runs in one process. See auto_scale_lr for the rate.`,
    launcher !== 'none' && `--launcher ${launcher}: this version runs in one process; nothing is launched.`,
    flags['local-rank'] !== undefined &&
      '--local_rank: this version runs in one process, so nothing reads it.',
    ids !== undefined && `--gpu-ids: GPU ${ids[0]} is used, the first one, as in mmdetection. Say --gpu-id.`,
    id !== undefined &&
      `--gpu-id: GPU ${id} is used if TensorFlow runs on GPUs here; aligndet doctor says whether.`,
    flags['diff-seed'] && '--diff-seed: one process has one seed; nothing is added to it.',
    flags.deterministic && '--deterministic: without effect; runs with the same seed are the same.',
    flags['fuse-conv-bn'] && '--fuse-conv-bn: not done; it changes the speed alone, not the results.',
    flags['gpu-collect'] && '--gpu-collect: one process has all results; there is nothing to collect.',
    flags.tmpdir !== undefined && '--tmpdir: one process has all results; nothing is written there.',
  ];
  return notes.filter((note) => typeof note === 'string');
}
