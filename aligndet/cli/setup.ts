/** @module `aligndet setup`: installs TensorFlow, which the tensor engine runs on, into the cache. */
import type { Argv } from 'yargs';
import { type Logger, type Progress, silentLogger, silentProgress } from '../core/index.js';

export interface SetupFlags {
  readonly from?: string;
  readonly gpu?: boolean;
  readonly force?: boolean;
  readonly quiet?: boolean;
}

export function setupOptions(builder: Argv): Argv {
  return builder
    .option('from', {
      type: 'string',
      describe: 'Wheel of TensorFlow, or its folder, to use instead of a download',
    })
    .option('gpu', { type: 'boolean', describe: 'Install TensorFlow for NVIDIA GPUs' })
    .option('force', { type: 'boolean', describe: 'Install again, even if it is installed' })
    .option('quiet', { type: 'boolean', describe: 'Print nothing unless it fails' });
}

/** @returns the exit code. */
export async function setupCommand(flags: SetupFlags, progress: Progress, logger: Logger): Promise<number> {
  const { setUpEngine } = await import('../engine/index.js');
  const { from, gpu = false, force, quiet = false } = flags;
  const told = quiet ? silentLogger : logger;
  const folder = await setUpEngine({
    from,
    force,
    flavour: gpu ? 'gpu' : 'cpu',
    progress: quiet ? silentProgress : progress,
    logger: told,
  });
  told.info(`TensorFlow is in ${folder}.`);
  return 0;
}
