/** @module `npm run quickstart`: proposals, pre-training, fine-tuning with and without it, evaluation, a report. */
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { generateProposals, proposalOptionsSchema } from '../../datasets/index.js';
import { ensureEngine } from '../../engine/index.js';
import { extractCommand } from '../checkpoint/convert.js';
import { terminalProgress } from '../progress-bar.js';
import { runLogger } from '../run-logger.js';
import { embeddedData, folderData } from './data.js';
import { writeReport } from './report.js';
import { configFile, evaluateStep, finetuneOverrides, pretrainOverrides, trainStep } from './steps.js';

export interface QuickstartFlags {
  readonly data?: string;
  readonly 'work-dir'?: string;
  readonly seed?: number;
  readonly tiny?: boolean;
}

const INTERRUPTED = 130;

/** Most images to train on and to evaluate on. Scenes are small, so that there is time for more of them. */
const limits = {
  tiny: { mostTrain: 16, mostVal: 6 },
  digits: { mostTrain: 600, mostVal: 80 },
  folder: { mostTrain: 240, mostVal: 80 },
};

/** @returns the exit code. */
export async function quickstartCommand(flags: QuickstartFlags): Promise<number> {
  const { seed = 0, tiny = false } = flags;
  const workDir = resolve(flags['work-dir'] ?? 'work_dirs/quickstart');
  const progress = await terminalProgress();
  const logger = runLogger('INFO');
  const stop = new AbortController();
  const interrupt = () => (stop.signal.aborted ? process.exit(INTERRUPTED) : stop.abort());
  process.on('SIGINT', interrupt);
  const seconds: Record<string, number> = {};
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    stop.signal.throwIfAborted();
    const start = performance.now();
    logger.info(`=== ${name} ===`);
    const result = await work();
    seconds[name] = (performance.now() - start) / 1000;
    return result;
  };
  try {
    await ensureEngine({ progress, logger });
    await mkdir(workDir, { recursive: true });
    const variant = tiny ? 'tiny' : flags.data === undefined ? 'digits' : undefined;
    const options = { workDir, seed, progress, ...limits[variant ?? 'folder'] };
    const data = await step('images', () =>
      flags.data === undefined ? embeddedData(options) : folderData(resolve(flags.data), options),
    );
    const dirs = {
      pretrain: join(workDir, 'pretrain'),
      scratch: join(workDir, 'finetune-scratch'),
      pretrained: join(workDir, 'finetune-pretrained'),
    };
    for (const dir of Object.values(dirs)) await rm(dir, { recursive: true, force: true });
    const proposalFile = join(workDir, 'proposals.json');
    const found = await step('proposals', () =>
      generateProposals({
        folder: data.trainImages,
        annotationFile: data.trainAnnotations,
        out: proposalFile,
        options: proposalOptionsSchema.parse({ seed, minSidePx: 12, maxPerImage: 30, maxSidePx: 240 }),
        progress,
        logger,
      }),
    );
    const tools = { logger, progress, signal: stop.signal };
    const [pretraining, finetuning] = [configFile('pretrain', variant), configFile('finetune', variant)];
    const checkpoint = await step('pre-training', () =>
      trainStep(pretraining, dirs.pretrain, pretrainOverrides(data, proposalFile), seed, stop.signal),
    );
    const weights = join(dirs.pretrain, 'final_model.pth');
    await step('extracting', async () =>
      extractCommand({ checkpoint, output: weights }, (line) => logger.info(line)),
    );
    const fromScratch = finetuneOverrides(data);
    const fromWeights = finetuneOverrides(data, weights);
    const first = await step('fine-tuning without pre-training', () =>
      trainStep(finetuning, dirs.scratch, fromScratch, seed, stop.signal),
    );
    const second = await step('fine-tuning with pre-training', () =>
      trainStep(finetuning, dirs.pretrained, fromWeights, seed, stop.signal),
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
  } catch (error) {
    if (stop.signal.aborted) return INTERRUPTED;
    throw error;
  } finally {
    process.off('SIGINT', interrupt);
  }
}
