/** @module The metric of a dataset: mmdetection's metrics for its annotation format. */
import type { z } from 'zod';
import { ConfigError, DataError, formatPath, inOurWords, issuesOf } from '../core/index.js';
import {
  annotationIdAt,
  type CocoSource,
  ConcatDataset,
  type DatasetMetric,
  type DetectionDataset,
  FLAG_CROWD,
  type MetricOptions,
  PipelineDataset,
} from '../datasets/index.js';
import {
  type CocoGroundTruth,
  cocoMetricNames,
  cocoMetricOptions,
  cocoMetrics,
  type Metrics,
  type VocGroundTruth,
  vocMetricNames,
  vocMetricOptions,
  vocMetrics,
} from '../evaluation/index.js';
import type { Dataset } from '../structures/index.js';

export type { DatasetMetric, MetricOptions };

/** @throws {DataError} for datasets without a metric. */
export function metricOf(dataset: Dataset): DatasetMetric {
  const { metric: own } = dataset as DetectionDataset;
  if (own !== undefined) return own;
  const coco = cocoGroundTruthOf(dataset);
  if (coco !== undefined) {
    return {
      names: cocoMetricNames,
      check: (options, path) => {
        checkOptions(cocoMetricOptions, options, path);
        maskNotes(dataset, options);
      },
      keys: async (options) =>
        Object.keys(await cocoMetrics({ ...coco, imageIds: [] }, [], { ...options, jsonfile_prefix: null })),
      evaluate: async (results, options, logger) => {
        for (const note of maskNotes(dataset, options)) logger.warn(note);
        return cocoMetrics(coco, results, options, logger);
      },
    };
  }
  const voc = vocGroundTruthOf(dataset);
  if (voc !== undefined) {
    return {
      names: vocMetricNames,
      check: (options, path) => checkOptions(vocMetricOptions, options, path),
      keys: async (options) => Object.keys(vocMetrics({ classes: [], images: [], year: 2007 }, [], options)),
      evaluate: async (results, options, logger) => vocMetrics(voc(), results, options, logger),
    };
  }
  if (dataset instanceof ConcatDataset && dataset.separateEval) return separately(dataset);
  throw new DataError(
    'This dataset cannot be evaluated. Set data.val and data.test to a dataset with annotations (CocoDataset, VOCDataset or a ' +
      'custom one), or several of them with separate_eval.',
  );
}

/** Annotations of a dataset loaded from COCO files; `undefined` for other types. */
export function cocoGroundTruthOf(dataset: Dataset): CocoGroundTruth | undefined {
  if (!(dataset instanceof PipelineDataset) || !('index' in dataset.source)) return undefined;
  const { index, imgIds, categories, masks } = dataset.source as CocoSource;
  return {
    columns: {
      ...index,
      annotationId: (n) => annotationIdAt(index, n),
      isCrowd: (n) => (index.flags[n] & FLAG_CROWD) !== 0,
      segmentation: (n) => masks.at(n),
      isWithoutMask: (n) => masks.isLeftOut(n),
    },
    imageIds: imgIds,
    categories,
  };
}

/** @throws {DataError} if masks are compared, and `invalid_annotations` makes an annotation without a mask an error. */
function maskNotes(dataset: Dataset, { metric }: MetricOptions): string[] {
  if (![metric].flat().includes('segm')) return [];
  const { index, masks } = (dataset as PipelineDataset<CocoSource>).source;
  return masks.check('the metric "segm"').map((note) => `${index.path}: ${note}`);
}

/**
 * Reads the annotations of a PASCAL VOC or custom dataset lazily. A custom dataset has the metric of mmdetection's
 * `CustomDataset`. `undefined` for joined datasets.
 */
function vocGroundTruthOf(dataset: Dataset): (() => VocGroundTruth) | undefined {
  if (!(dataset instanceof PipelineDataset)) return undefined;
  const { classes, length } = dataset;
  const { year } = dataset as { year?: 2007 | 2012 };
  const imagesOf = () => Array.from({ length }, (_, i) => dataset.annotationsOf(i));
  const rules = year === undefined ? ({ year: 2012, usesLegacyCoordinates: false } as const) : { year };
  return () => ({ classes, images: imagesOf(), ...rules });
}

/** Evaluates each dataset separately; its index prefixes the names of its metrics, as in mmdetection. */
function separately({ datasets, ends }: ConcatDataset): DatasetMetric {
  const metrics = datasets.map(metricOf);
  return {
    names: metrics.map(({ names }) => names).reduce((a, b) => a.filter((name) => b.includes(name))),
    check: (options, path) => {
      for (const metric of metrics) metric.check(options, path);
    },
    keys: async (options) => {
      const keys = await Promise.all(metrics.map((metric) => metric.keys(options)));
      return keys.flatMap((names, i) => names.map((name) => `${i}_${name}`));
    },
    async evaluate(results, options, logger) {
      const named: Metrics = {};
      for (const [i, metric] of metrics.entries()) {
        const own = results.slice(ends[i] - datasets[i].length, ends[i]);
        logger.info(`Dataset ${i} of ${datasets.length}, ${own.length} images:`);
        for (const [name, value] of Object.entries(await metric.evaluate(own, options, logger))) {
          named[`${i}_${name}`] = value;
        }
      }
      return named;
    },
  };
}

function checkOptions(schema: z.ZodType, options: MetricOptions, path: string): void {
  const { error } = schema.safeParse(options, { error: inOurWords });
  if (error === undefined) return;
  throw ConfigError.of(
    issuesOf(error, schema, options).map((issue) => ({ ...issue, path: formatPath([path, issue.path]) })),
  );
}
