/** @module Evaluation during a run: `data.val` by its metric, according to `evaluation` in the config. */
import type { Builder, Progress } from '../../core/index.js';
import { EvalHook, type EvalHookOptions, metricOptions, type Runner } from '../../runner/index.js';
import { checkMetricsOf, readsClasses } from '../check-metrics.js';
import { metricOf } from '../dataset-metric.js';
import { type DataConfig, evaluationData } from '../loaders.js';
import type { RunMetrics } from '../options.js';
import { reviewData } from '../review-data.js';
import { checkEvaluatedClasses } from './check-classes.js';
import { datasetInfo } from './facts.js';

type Config = Record<string, unknown>;

interface EvaluationTools {
  readonly builder: Builder;
  readonly progress: Progress;
  /** Receives the metrics of each evaluation. */
  readonly measured: (metrics: RunMetrics) => void;
}

/** @returns the loader, to be closed at the end; `undefined` if the run does not evaluate. */
export async function registerEvaluation(
  runner: Runner,
  config: Config,
  { builder, progress, measured }: EvaluationTools,
) {
  const data = config.data as unknown as DataConfig;
  if (config.evaluation === null || data.val === undefined) return undefined;
  const evaluation = (config.evaluation ?? {}) as Config;
  const interval = (evaluation.interval as number | undefined) ?? 1;
  const { max_epochs: epochs, max_iters: iters } = config.runner as {
    max_epochs?: number;
    max_iters?: number;
  };
  if (interval > (epochs ?? iters ?? 0)) return undefined; // pre-training configs use it for "never"
  const { dataset, loader } = evaluationData(data, 'val', builder);
  await reviewData(dataset, 'data.val', { logger: runner.logger, progress });
  runner.logger.info(datasetInfo(dataset, 'data.val'));
  const metric = metricOf(dataset);
  metric.check(metricOptions(evaluation), 'evaluation'); // now, not after the first epoch
  checkMetricsOf(config.model, metricOptions(evaluation), 'evaluation.metric');
  const metrics = [metricOptions(evaluation).metric ?? metric.names[0]].flat() as string[];
  if (metrics.some(readsClasses)) {
    const lists = { trained: runner.meta.CLASSES as readonly string[], evaluated: dataset.classes };
    checkEvaluatedClasses(runner.model, lists, runner.logger);
  }
  const evaluate: EvalHookOptions['evaluate'] = async (results, options) => {
    const metrics = await metric.evaluate(results, options, runner.logger);
    measured(metrics);
    return metrics;
  };
  const hook = new EvalHook({ source: loader.images(), evaluate, progress, evaluation });
  hook.checkBest(await metric.keys(metricOptions(evaluation)));
  runner.register(hook, 'LOW');
  return loader;
}
