/** @module The charts of a training log: losses, metrics, rates and times, as far as the log has values. */
import type { LineChart, Series } from '../charts/line-chart.js';
import { keysOfLog, seriesOfLog, type TrainingLog, valuesOverEpochs } from './training-log.js';

export interface NamedLog {
  /** For legends, if there are several. */
  readonly name: string;
  readonly log: TrainingLog;
}

export interface ChartGroup {
  readonly heading: string;
  readonly charts: readonly LineChart[];
}

/** Fewer values are marked individually; more are drawn smoothed over the faint ones. */
const FEW = 40;
const SMOOTHING = 0.9;

interface ChartOf {
  readonly title: string;
  readonly yLabel: string;
  readonly has: (key: string) => boolean;
}

const isLossTerm = (key: string) => key.includes('loss') && key !== 'loss';
const NOT_METRICS = /^(?:lr|time|data_time|memory|loss|grad_norm|momentum)$/;

const TRAINING: readonly ChartOf[] = [
  { title: 'Loss', yLabel: 'loss', has: (key) => key === 'loss' },
  { title: 'Loss components', yLabel: 'loss', has: isLossTerm },
  {
    title: 'Accuracy on training samples',
    yLabel: 'percent',
    has: (key) => /(?:^|[._])acc$/.test(key),
  },
  { title: 'Gradient norm', yLabel: 'norm', has: (key) => key === 'grad_norm' },
];

const MACHINE: readonly ChartOf[] = [
  { title: 'Learning rate', yLabel: 'rate', has: (key) => key === 'lr' },
  {
    title: 'Seconds per iteration, and of waiting for data',
    yLabel: 'seconds',
    has: (key) => /^(?:data_)?time$/.test(key),
  },
  { title: 'Memory', yLabel: 'MB', has: (key) => key === 'memory' },
];

/** Groups without a chart are left out. */
export function trainingCharts(logs: readonly NamedLog[]): ChartGroup[] {
  const groups = [
    { heading: 'Metrics', charts: metricCharts(logs) },
    { heading: 'Training', charts: TRAINING.flatMap((chart) => chartOf(chart, logs, 'train')) },
    { heading: 'Rate, time and memory', charts: MACHINE.flatMap((chart) => chartOf(chart, logs, 'train')) },
  ];
  return groups.filter(({ charts }) => charts.length > 0);
}

/** Names of metrics: numeric keys of validation lines. */
export function metricNames(log: TrainingLog): string[] {
  const lines = log.entries.filter(({ mode }) => mode === 'val');
  return keysOfLog({ header: [], entries: lines }).filter((key) => !NOT_METRICS.test(key));
}

/** One chart for `bbox_...`, one for `segm_...`, one for the rest. */
function metricCharts(logs: readonly NamedLog[]): LineChart[] {
  const names = new Set(logs.flatMap(({ log }) => metricNames(log)));
  const kindOf = (name: string) => /^(\w+?)_mAP/.exec(name)?.[1] ?? '';
  const kinds = [...new Set([...names].map(kindOf))];
  return kinds.flatMap((kind) =>
    chartOf(
      {
        title:
          kind === ''
            ? 'Metrics on the validation set'
            : `Average precision of ${kind} on the validation set`,
        yLabel: kind === '' ? 'value' : 'AP',
        has: (key) => names.has(key) && kindOf(key) === kind,
      },
      logs,
      'val',
    ),
  );
}

function chartOf(
  { title, yLabel, has }: ChartOf,
  logs: readonly NamedLog[],
  mode: 'train' | 'val',
): LineChart[] {
  const series = logs.flatMap(({ name, log }) => {
    const part = { ...log, entries: log.entries.filter((entry) => entry.mode === mode) };
    return keysOfLog(part)
      .filter(has)
      .map((key) => known(seriesOfLog(log, key, logs.length > 1 ? `${name}: ${key}` : key, mode)));
  });
  const drawn = series.filter(({ ys }) => ys.some(Number.isFinite));
  if (drawn.length === 0) return [];
  const isLong = drawn.some(({ xs }) => xs.length > FEW);
  const byEpoch = mode === 'val' && logs.every(({ log }) => valuesOverEpochs(log));
  return [
    {
      title,
      xLabel: byEpoch ? 'epoch' : 'iteration',
      yLabel,
      series: drawn,
      ...(isLong && mode === 'train' ? { smoothing: SMOOTHING } : {}),
      hasMarkers: !isLong,
    },
  ];
}

/** COCO writes -1 for undefined values: they are a gap. */
function known({ ys, ...series }: Series): Series {
  return { ...series, ys: ys.map((y) => (y === -1 ? Number.NaN : y)) };
}
