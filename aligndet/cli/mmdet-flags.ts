/** @module mmdetection's flags for several processes and GPUs; here there is one process. */
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
    .option('gpu-id', { type: 'number', describe: 'Index of the GPU to use' })
    .option('gpus', {
      type: 'number',
      describe: 'Number of GPUs; accepted, this version runs in one process',
    })
    .option('gpu-ids', {
      type: 'number',
      array: true,
      hidden: true,
      describe: 'Deprecated: the first one is used',
    })
    .option('launcher', {
      choices: ['none', 'pytorch', 'slurm', 'mpi'],
      describe: 'Accepted; this version runs in one process',
    })
    .option('local-rank', { type: 'number', hidden: true, describe: 'Accepted; nothing reads it' });
}

/** Sets the GPU for the engine, which has not started yet. */
export function chooseGpu(
  { 'gpu-id': id, 'gpu-ids': ids }: MmdetFlags,
  environment: Record<string, string | undefined> = process.env,
): void {
  const chosen = id ?? ids?.[0];
  if (chosen !== undefined) environment.ALIGNDET_GPUS = String(chosen);
}

/** A message for each given flag whose effect differs from mmdetection. */
export function notesOn(flags: MmdetFlags): string[] {
  const { launcher = 'none', gpus = 1, 'gpu-id': id, 'gpu-ids': ids } = flags;
  const notes: (string | false | undefined)[] = [
    gpus > 1 &&
      `--gpus: ${gpus} GPUs were requested, but this version runs in one process. See auto_scale_lr for the learning rate.`,
    launcher !== 'none' && `--launcher ${launcher}: this version runs in one process; nothing is launched.`,
    flags['local-rank'] !== undefined &&
      '--local_rank: this version runs in one process, so nothing reads it.',
    ids !== undefined &&
      `--gpu-ids: only the first, GPU ${ids[0]}, is used, as in mmdetection. Use --gpu-id instead.`,
    id !== undefined &&
      `--gpu-id: GPU ${id} is used if TensorFlow runs on a GPU; run aligndet doctor to check.`,
    flags['diff-seed'] && '--diff-seed: without effect; there is one process and one seed.',
    flags.deterministic && '--deterministic: without effect; runs with the same seed are the same.',
    flags['fuse-conv-bn'] &&
      '--fuse-conv-bn: without effect; it would change only the speed, not the results.',
    flags['gpu-collect'] && '--gpu-collect: without effect; a single process holds all results.',
    flags.tmpdir !== undefined &&
      '--tmpdir: without effect; a single process holds all results, nothing is written there.',
  ];
  return notes.filter((note) => typeof note === 'string');
}
