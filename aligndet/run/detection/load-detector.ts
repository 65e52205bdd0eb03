/** @module Creates a detector from a config and a checkpoint. */
import { classNames } from '../../checkpoint/index.js';
import { configWarnings } from '../../config/index.js';
import {
  type Builder,
  describeValue,
  type Logger,
  Random,
  runLog,
  silentProgress,
  UsageError,
} from '../../core/index.js';
import { COCO_CLASSES, datasetClasses, VOC_CLASSES } from '../../datasets/index.js';
import { ensureEngine } from '../../engine/index.js';
import { builderFor } from '../../extensions/index.js';
import type { Module } from '../../nn/index.js';
import { checkRunConfig, withoutTestKeys } from '../check-config.js';
import { configOf } from '../config-source.js';
import { checkCoverage } from '../evaluation/check-checkpoint.js';
import type { ConfigSource, LoadDetectorOptions } from '../options.js';
import { loadWeights, weightOptions } from '../weights.js';
import { LoadedDetector } from './loaded-detector.js';
import { testPipeline } from './test-pipeline.js';

/** Implements `Detector.load`. */
export async function loadDetector(
  source: ConfigSource,
  checkpoint: string | undefined,
  options: LoadDetectorOptions,
): Promise<LoadedDetector> {
  if (checkpoint !== undefined && (typeof checkpoint !== 'string' || checkpoint === '')) {
    throw new UsageError(
      `checkpoint: expected a path, a URL or the name of published weights, but got ${describeValue(checkpoint)}.`,
    );
  }
  const { loaded } = await configOf(source, options.overrides);
  const { config } = loaded;
  const warnings = await configWarnings(loaded);
  const builder = await builderFor(loaded, (warning) => warnings.push(warning));
  await checkRunConfig(loaded, builder, ['model', 'data']);
  const { onEvent = () => {}, progress = silentProgress } = options;
  const logger = runLog('INFO', onEvent);
  for (const warning of warnings) logger.warn(warning);
  builder.progress = progress;
  await ensureEngine({ progress, logger });
  const data = config.data as { test?: unknown; val?: unknown };
  const dataset = withoutTestKeys(data.test ?? data.val, 'test');
  const pipeline = testPipeline(dataset, builder);
  const model = builder.build('detector', config.model, 'model');
  try {
    model.eval();
    let classes: readonly string[] | undefined;
    if (checkpoint === undefined) drawWeights(model, logger);
    else {
      const weights = weightOptions(options, { logger, progress });
      const loadedWeights = await loadWeights(model, checkpoint, weights);
      checkCoverage(loadedWeights, checkpoint, weights.allowPartial);
      classes = classNames(loadedWeights.meta);
    }
    return new LoadedDetector(model, pipeline, classes ?? classesOf(dataset, builder));
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Weights for tests: no file is loaded. */
function drawWeights(model: Module, logger: Logger): void {
  const random = Random.derive(0);
  logger.warn('No checkpoint is given: the weights are random, and so are the detections.');
  model.resetParameters(random);
  model.initWeights({ random, logger, loadPretrained: () => {} });
}

/** Classes of `data.test`; empty if neither its dataset type nor the config has any. */
function classesOf(dataset: unknown, builder: Builder): readonly string[] {
  const own = innermost(dataset);
  if (own === undefined) return [];
  const { type, classes } = builder.parse('dataset', own, 'data.test') as {
    type: string;
    classes?: string | readonly string[] | null;
  };
  return datasetClasses(classes ?? null, type === 'VOCDataset' ? VOC_CLASSES : COCO_CLASSES);
}

/** The first dataset with annotations of its own. */
function innermost(dataset: unknown): object | undefined {
  if (typeof dataset !== 'object' || dataset === null) return undefined;
  if (Array.isArray(dataset)) return innermost(dataset[0]);
  const { dataset: inner, datasets } = dataset as Record<string, unknown>;
  return innermost(inner) ?? innermost(datasets) ?? dataset;
}
