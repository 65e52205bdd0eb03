/** @module `npm run quickstart`: proposals, pre-training, fine-tuning with and without it, evaluation, a report. */
import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeOutputFolder } from '../../core/index.js';
import { generateProposals, proposalOptionsSchema } from '../../datasets/index.js';
import { ensureEngine } from '../../engine/index.js';
import { extractCommand } from '../checkpoint/convert.js';
import { pretrainOwnImages } from '../pretrain/command.js';
import { endOf, stoppable } from '../process/signals.js';
import { exitCodes } from '../process/stop-signal.js';
import { terminalProgress } from '../progress-bar.js';
import { runLogger } from '../run-logger.js';
import { say } from '../terminal.js';
import { checkData } from './check-data.js';
import { embeddedData } from './data.js';
import { ownData } from './own-data/own-data.js';
import { writeReport } from './report.js';
import { configFile, evaluateStep, finetuneOverrides, pretrainOverrides, trainStep } from './steps.js';

export interface QuickstartFlags {
  readonly data?: string;
  readonly 'work-dir'?: string;
  readonly seed?: number;
  readonly tiny?: boolean;
}

/** Max images to train on and to evaluate on. Scenes are small, so more of them fit into the time. */
const limits = {
  tiny: { maxTrain: 16, maxVal: 6 },
  digits: { maxTrain: 600, maxVal: 80 },
  folder: { maxTrain: 240, maxVal: 80 },
};

/** @returns the exit code. */
export async function quickstartCommand(flags: QuickstartFlags): Promise<number> {
  const { result, stoppedBy } = await stoppable(
    (signal) => quickstart(flags, signal).catch(endOf(signal)),
    (signal) => say(`\n${signal}: stopping after the current step. Press again to stop at once.\n`),
  );
  return result ?? exitCodes[stoppedBy ?? 'SIGINT'];
}

/** @returns the exit code, `undefined` when it was stopped. */
async function quickstart(flags: QuickstartFlags, signal: AbortSignal): Promise<number | undefined> {
  const { seed = 0, tiny = false } = flags;
  const workDir = resolve(flags['work-dir'] ?? 'work_dirs/quickstart');
  const progress = await terminalProgress();
  const logger = runLogger('INFO');
  const seconds: Record<string, number> = {};
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    const start = performance.now();
    logger.info(`=== ${name} ===`);
    const result = await work();
    seconds[name] = (performance.now() - start) / 1000;
    return result;
  };
  makeOutputFolder(workDir, '--work-dir');
  const variant = tiny ? 'tiny' : flags.data === undefined ? 'digits' : undefined;
  const options = { workDir, seed, progress, logger, ...limits[variant ?? 'folder'] };
  const own =
    flags.data === undefined ? undefined : await step('images', () => ownData(flags.data!, options));
  if (own === 'images alone') {
    logger.info('Only pre-training is run, as by: npx aligndet pretrain FOLDER');
    const images = {
      folder: flags.data as string,
      config: configFile('pretrain', tiny ? 'tiny' : undefined),
    };
    return await pretrainOwnImages({ ...images, workDir, seed }, { logger, progress }, signal);
  }
  await ensureEngine({ progress, logger });
  const data = own ?? (await step('images', () => embeddedData(options)));
  const tools = { logger, progress, signal };
  const [pretraining, finetuning] = [configFile('pretrain', variant), configFile('finetune', variant)];
  if (own !== undefined) {
    await step('checking', () => checkData(finetuning, finetuneOverrides(data), data, tools));
  }
  const dirs = {
    pretrain: join(workDir, 'pretrain'),
    scratch: join(workDir, 'finetune-scratch'),
    pretrained: join(workDir, 'finetune-pretrained'),
  };
  for (const dir of Object.values(dirs)) await rm(dir, { recursive: true, force: true });
  const found = await step('proposals', () =>
    generateProposals({
      folder: data.trainImages,
      annotationFile: data.trainAnnotations,
      out: data.proposals,
      options: proposalOptionsSchema.parse({ seed, minEdgePx: 12, maxPerImage: 30, maxEdgePx: 240 }),
      signal,
      progress,
      logger,
    }),
  );
  const checkpoint = await step('pre-training', () =>
    trainStep(pretraining, dirs.pretrain, pretrainOverrides(data), seed, signal),
  );
  const weights = join(dirs.pretrain, 'final_model.pth');
  await step('extracting', async () =>
    extractCommand({ checkpoint, output: weights }, (line) => logger.debug(line)),
  );
  const fromScratch = finetuneOverrides(data);
  const fromWeights = finetuneOverrides(data, weights);
  const first = await step('fine-tuning without pre-training', () =>
    trainStep(finetuning, dirs.scratch, fromScratch, seed, signal),
  );
  const second = await step('fine-tuning with pre-training', () =>
    trainStep(finetuning, dirs.pretrained, fromWeights, seed, signal),
  );
  const [scratch, pretrained] = await step('evaluation', async () => [
    await evaluateStep(finetuning, first, fromScratch, tools),
    await evaluateStep(finetuning, second, fromWeights, tools),
  ]);
  const proposals = { images: found.images, boxes: found.boxes };
  const result = { data, seed, tiny, proposals, workDirs: dirs, scratch, pretrained, seconds };
  const report = await writeReport(workDir, result);
  logger.info(
    `AP50 ${scratch.metrics.bbox_mAP_50} without, ${pretrained.metrics.bbox_mAP_50} with pre-training. Report: ${report}`,
  );
  return 0;
}
