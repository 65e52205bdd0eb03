/** @module `aligndet test`: evaluates a checkpoint, with the flags of mmdetection's `tools/test.py`. */
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { builtinBuilder } from '../../builtins.js';
import { configWarnings, loadConfig, parseOverrides } from '../../config/index.js';
import { didYouMean, UsageError } from '../../core/index.js';
import { ensureEngine } from '../../engine/index.js';
import { leftOutNote, writeDetections, writeResults } from '../../evaluation/index.js';
import { checkNumClasses, detectAll, metricOptions } from '../../runner/index.js';
import { checkRunConfig } from '../check-config.js';
import { checkMetricsOf, readsClasses } from '../check-metrics.js';
import { loadWeights, type WeightFlags, weightOptions } from '../checkpoint/weights.js';
import { cocoTruthOf, type MetricOptions, metricOf } from '../dataset-metric.js';
import { chooseGpu, type MmdetFlags, notesOn } from '../mmdet-flags.js';
import { makeFolderOf, makeOutputFolder } from '../output-folder.js';
import { terminalProgress } from '../progress-bar.js';
import { runLogger } from '../run-logger.js';
import { print } from '../terminal.js';
import { type DataConfig, evaluationData } from '../train/loaders.js';
import { reviewData } from '../train/review-data.js';
import { checkClassNames, checkCoverage } from './check-checkpoint.js';
import { drawResults } from './draw-results.js';

export interface TestFlags extends WeightFlags, MmdetFlags {
  readonly config: string;
  readonly checkpoint: string;
  readonly 'work-dir'?: string;
  readonly out?: string;
  readonly eval?: readonly string[];
  readonly 'format-only'?: boolean;
  readonly 'show-dir'?: string;
  readonly show?: boolean;
  readonly 'show-score-thr'?: number;
  readonly 'cfg-options'?: readonly string[];
  readonly 'eval-options'?: readonly string[];
}

/** @returns the exit code. */
export async function testCommand(flags: TestFlags): Promise<number> {
  if (flags.show)
    throw new UsageError('--show: there are no windows here. --show-dir DIR writes the same as images.');
  const { out, 'show-dir': showDir, 'format-only': formatOnly = false, eval: metrics = [] } = flags;
  if (out === undefined && metrics.length === 0 && !formatOnly && showDir === undefined) {
    throw new UsageError(
      'Say what to do with the results: --eval bbox, --out FILE.json, --format-only or --show-dir DIR.',
    );
  }
  if (metrics.length > 0 && formatOnly) throw new UsageError('--eval and --format-only exclude each other.');
  if (out !== undefined && !out.endsWith('.json')) {
    throw new UsageError(
      `--out writes COCO results as JSON, which pycocotools reads: give a name that ends in .json, not ${out}. ` +
        'Pickles of NumPy arrays, as mmdetection writes them, are not written.',
    );
  }
  const loaded = await loadConfig(flags.config, { overrides: flags['cfg-options'] ?? [] });
  const { config } = loaded;
  const builder = builtinBuilder();
  const warnings = await configWarnings(loaded);
  await checkRunConfig(loaded, builder, ['model', 'data']);
  if (out !== undefined) makeFolderOf(out, '--out');
  if (showDir !== undefined) makeOutputFolder(showDir, '--show-dir');
  if (flags['work-dir'] !== undefined) makeOutputFolder(flags['work-dir'], '--work-dir');
  const logger = runLogger('INFO');
  const progress = await terminalProgress();
  for (const note of [...warnings, ...notesOn(flags)]) logger.warn(note);
  chooseGpu(flags);
  builder.progress = progress;
  await ensureEngine({ progress, logger });
  const { dataset, loader } = evaluationData(config.data as unknown as DataConfig, 'test', builder);
  await reviewData(dataset, 'data.test', { logger, progress });
  const truth = cocoTruthOf(dataset);
  if (truth === undefined && (out !== undefined || formatOnly)) {
    throw new UsageError(
      '--out and --format-only write the result files of COCO, which this dataset is not.',
    );
  }
  const overrides = Object.fromEntries(parseOverrides(flags['eval-options'] ?? []));
  const evalOptions: MetricOptions = {
    ...metricOptions((config.evaluation ?? {}) as MetricOptions),
    ...overrides,
    metric: [...metrics],
  };
  const metric = metrics.length > 0 ? metricOf(dataset) : undefined;
  if (metric !== undefined) {
    checkNames(metrics, metric.names);
    metric.check(evalOptions, 'evaluation');
    checkMetricsOf(config.model, evalOptions, '--eval');
  }
  const model = builder.build('detector', config.model, 'model');
  try {
    if (metrics.length === 0 || metrics.some(readsClasses))
      checkNumClasses(model, dataset.classes, 'data.test');
    const weights = weightOptions(flags, { logger, progress });
    const loadedWeights = await loadWeights(model, flags.checkpoint, weights);
    checkCoverage(loadedWeights, flags.checkpoint, weights.allowPartial);
    checkClassNames(loadedWeights.meta, dataset.classes, flags.checkpoint, logger);
    const results = await detectAll(model, loader.images(), progress);
    if (truth !== undefined && (out !== undefined || formatOnly)) {
      const ids = {
        imageIds: truth.imageIds,
        categoryIds: truth.categories.map((category) => category?.id ?? null),
      };
      const prefix = String(evalOptions.jsonfile_prefix ?? 'results');
      const { numLeftOut, ...files } =
        out === undefined
          ? await writeDetections(results, ids, prefix)
          : await writeResults(results, ids, out);
      logger.info(`Wrote ${[...new Set(Object.values(files))].join(' and ')}`);
      if (numLeftOut > 0) logger.warn(leftOutNote(numLeftOut));
    }
    if (showDir !== undefined) {
      await drawResults(dataset, results, {
        folder: showDir,
        threshold: flags['show-score-thr'] ?? 0.3,
        progress,
      });
      logger.info(`Wrote ${results.length} images to ${resolve(showDir)}`);
    }
    if (metric === undefined) return 0;
    const numbers = await metric.evaluate(results, evalOptions, logger);
    print(`${JSON.stringify(numbers)}\n`);
    if (flags['work-dir'] !== undefined) {
      const file = join(flags['work-dir'], `eval_${Date.now()}.json`);
      await writeFile(file, `${JSON.stringify({ config: flags.config, metric: numbers }, null, 2)}\n`);
    }
    return 0;
  } finally {
    await loader.close();
    model.dispose();
  }
}

function checkNames(metrics: readonly string[], known: readonly string[]): void {
  const unknown = metrics.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new UsageError(
    `--eval: this data set has no metric "${unknown}".${didYouMean(unknown, known)} It has: ${known.join(', ')}.`,
  );
}
