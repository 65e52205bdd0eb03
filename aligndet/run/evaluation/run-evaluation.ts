/** @module Evaluates a checkpoint on `data.test`: detections of every image, result files, drawings, metrics. */
import { resolve } from 'node:path';
import { configWarnings, parseOverrides } from '../../config/index.js';
import {
  didYouMean,
  makeFolderOf,
  makeOutputFolder,
  runLog,
  silentProgress,
  UsageError,
} from '../../core/index.js';
import { ensureEngine } from '../../engine/index.js';
import { type CocoGroundTruth, leftOutNote, writeDetections, writeResults } from '../../evaluation/index.js';
import { builderFor } from '../../extensions/index.js';
import { checkNumClasses, detectAll, metricOptions } from '../../runner/index.js';
import type { Dataset, Detections } from '../../structures/index.js';
import { checkRunConfig } from '../check-config.js';
import { checkMetricsOf, readsClasses } from '../check-metrics.js';
import { configOf } from '../config-source.js';
import { cocoGroundTruthOf, type MetricOptions, metricOf } from '../dataset-metric.js';
import { type DataConfig, evaluationData } from '../loaders.js';
import type { ConfigChanges, ConfigSource, EvaluateOptions, RunMetrics } from '../options.js';
import { reviewData } from '../review-data.js';
import { loadWeights, weightOptions } from '../weights.js';
import { checkClassNames, checkCoverage } from './check-checkpoint.js';
import { drawResults } from './draw-results.js';

/** Names of the options in messages: they differ on the command line. */
export interface EvaluateNames {
  readonly metrics: string;
  readonly out: string;
  readonly formatOnly: string;
  readonly showDir: string;
}

const OWN_NAMES: EvaluateNames = {
  metrics: 'metrics',
  out: 'out',
  formatOnly: 'formatOnly',
  showDir: 'showDir',
};

export interface Evaluated {
  /** Empty if nothing was evaluated. */
  readonly metrics: RunMetrics;
  /** `results[i]` of image i of the dataset. */
  readonly results: readonly Detections[];
  readonly dataset: Dataset;
  /** Written result files. */
  readonly files: readonly string[];
}

/** Implements `evaluate`. */
export async function runEvaluation(
  source: ConfigSource,
  checkpoint: string,
  options: EvaluateOptions,
  names: EvaluateNames = OWN_NAMES,
): Promise<Evaluated> {
  const { out, showDir, formatOnly = false, signal, progress = silentProgress } = options;
  checkOut(out, names);
  const { loaded } = await configOf(source, options.overrides);
  const { config } = loaded;
  const warnings = [...(await configWarnings(loaded))];
  const builder = await builderFor(loaded, (warning) => warnings.push(warning));
  await checkRunConfig(loaded, builder, ['model', 'data']);
  if (out !== undefined) makeFolderOf(out, names.out);
  if (showDir !== undefined) makeOutputFolder(showDir, names.showDir);
  const logger = runLog('INFO', options.onEvent ?? (() => {}));
  for (const warning of warnings) logger.warn(warning);
  builder.progress = progress;
  await ensureEngine({ progress, logger });
  signal?.throwIfAborted();
  const { dataset, loader } = evaluationData(config.data as unknown as DataConfig, 'test', builder);
  await reviewData(dataset, 'data.test', { logger, progress });
  const groundTruth = cocoGroundTruthOf(dataset);
  if (groundTruth === undefined && (out !== undefined || formatOnly)) {
    throw new UsageError(
      `${names.out} and ${names.formatOnly} write COCO result files, but this is not a COCO dataset. Remove them.`,
    );
  }
  const measure = measurement(dataset, config, options, names);
  const model = builder.build('detector', config.model, 'model');
  try {
    if (measure === undefined || measure.metrics.some(readsClasses))
      checkNumClasses(model, dataset.classes, 'data.test');
    const weights = weightOptions(options, { logger, progress });
    const loadedWeights = await loadWeights(model, checkpoint, weights);
    checkCoverage(loadedWeights, checkpoint, weights.allowPartial);
    checkClassNames(loadedWeights.meta, dataset.classes, checkpoint, logger);
    const results = await detectAll(model, loader.images(), progress, signal);
    const files: string[] = [];
    if (groundTruth !== undefined && (out !== undefined || formatOnly)) {
      const prefix = String(optionsOf(config, options).jsonfile_prefix ?? 'results');
      const written = await writtenResults(results, groundTruth, { out, prefix });
      files.push(...written.files);
      logger.info(`Wrote ${files.join(' and ')}`);
      if (written.numLeftOut > 0) logger.warn(leftOutNote(written.numLeftOut));
    }
    if (showDir !== undefined) {
      const threshold = options.showScoreThreshold ?? 0.3;
      await drawResults(dataset, results, { folder: showDir, threshold, progress });
      logger.info(`Wrote ${results.length} images to ${resolve(showDir)}`);
    }
    const metrics = (await measure?.evaluate(results, logger)) ?? {};
    return { metrics, results, dataset, files };
  } finally {
    await loader.close();
    model.dispose();
  }
}

/** @throws {UsageError} if it is not the name of a JSON file. */
export function checkOut(out: string | undefined, names: EvaluateNames): void {
  if (out === undefined || out.endsWith('.json')) return;
  throw new UsageError(
    `${names.out} writes COCO results as JSON for pycocotools: expected a name that ends in .json, but got ${out}. ` +
      'Pickles of NumPy arrays, as in mmdetection, are not supported.',
  );
}

type Config = Record<string, unknown>;

/** Options of the metric: those of the config, overridden by the given ones. */
function optionsOf(config: Config, { metricOptions: given = [] }: EvaluateOptions): MetricOptions {
  return {
    ...metricOptions((config.evaluation ?? {}) as Config),
    ...Object.fromEntries(entriesOf(given)),
  };
}

function entriesOf(changes: ConfigChanges): Iterable<readonly [string, unknown]> {
  if (Array.isArray(changes)) return parseOverrides(changes as readonly string[]);
  return changes instanceof Map ? changes : Object.entries(changes);
}

/**
 * The metrics to evaluate; empty if none are requested.
 *
 * @throws {UsageError} for a metric that the dataset does not have, {@link ConfigError} for one of its options.
 */
function measurement(dataset: Dataset, config: Config, options: EvaluateOptions, names: EvaluateNames) {
  const given = optionsOf(config, options);
  const isAsked = options.metrics !== undefined;
  const asked = isAsked ? options.metrics : options.formatOnly ? [] : (given.metric ?? undefined);
  if (Array.isArray(asked) && asked.length === 0) return undefined;
  const metric = metricOf(dataset);
  const metrics = [asked ?? metric.names[0]].flat() as string[];
  const evalOptions = { ...given, metric: metrics };
  const unknown = metrics.find((name) => !metric.names.includes(name));
  if (unknown !== undefined) {
    const where = isAsked ? names.metrics : 'evaluation.metric';
    throw new UsageError(
      `${where}: unknown metric "${unknown}" for this dataset.${didYouMean(unknown, metric.names)} Known: ${metric.names.join(', ')}.`,
    );
  }
  metric.check(evalOptions, 'evaluation');
  checkMetricsOf(config.model, evalOptions, names.metrics);
  return {
    metrics,
    evaluate: (results: readonly Detections[], logger: Parameters<typeof metric.evaluate>[2]) =>
      metric.evaluate(results, evalOptions, logger),
  };
}

async function writtenResults(
  results: readonly Detections[],
  groundTruth: CocoGroundTruth,
  { out, prefix }: { readonly out: string | undefined; readonly prefix: string },
): Promise<{ readonly files: string[]; readonly numLeftOut: number }> {
  const ids = {
    imageIds: groundTruth.imageIds,
    categoryIds: groundTruth.categories.map((category) => category?.id ?? null),
  };
  const { numLeftOut, ...files } =
    out === undefined ? await writeDetections(results, ids, prefix) : await writeResults(results, ids, out);
  return { files: [...new Set(Object.values(files))], numLeftOut };
}
