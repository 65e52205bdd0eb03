/** @module The page of curves: losses, metrics and learning rates of one or more runs, as `curves.html`. */
import { writeAtomically } from '../../core/index.js';
import { type KeyFigure, type ReportSection, renderReport } from '../report/report.js';
import { metricNames, type NamedLog, trainingCharts } from './training-charts.js';
import type { TrainingLog } from './training-log.js';

/** Name of the page in a work dir. */
export const CURVES = 'curves.html';

/** Writes the page atomically. @param title such as the name of the run. */
export function writeCurves(file: string, title: string, runs: readonly NamedLog[]): void {
  const figures = runs.flatMap((run) => figuresOf(run, runs.length > 1));
  const charts = trainingCharts(runs).map(
    ({ heading, charts }): ReportSection => ({
      heading,
      blocks: charts.map((chart) => ({ kind: 'chart', chart })),
    }),
  );
  const html = renderReport({
    title,
    sections: [{ heading: 'Summary', blocks: [{ kind: 'figures', figures }] }, ...charts],
    footer:
      'Written by aligndet from the .log.json files of the run. To update it, run: npx aligndet plot WORK_DIR.',
  });
  writeAtomically(file, [html]);
}

function figuresOf({ name, log }: NamedLog, isNamed: boolean): KeyFigure[] {
  const prefix = isNamed ? `${name}: ` : '';
  const figures: KeyFigure[] = [];
  const last = log.entries.findLast(({ mode }) => mode === 'train');
  if (last !== undefined) {
    figures.push({ name: `${prefix}last epoch`, value: `${last.epoch}`, note: `iteration ${last.iter}` });
    if (typeof last.loss === 'number')
      figures.push({ name: `${prefix}last loss`, value: last.loss.toPrecision(4) });
  }
  const best = bestMetric(log);
  if (best !== undefined) {
    figures.push({
      name: `${prefix}best ${best.name}`,
      value: best.value.toFixed(3),
      note: `epoch ${best.epoch}`,
    });
  }
  return figures;
}

/** The best value of the first metric, by which mmdetection selects checkpoints. */
export function bestMetric({
  entries,
  header,
}: TrainingLog): { name: string; value: number; epoch: number } | undefined {
  const [name] = metricNames({ entries, header });
  let best: { name: string; value: number; epoch: number } | undefined;
  for (const { mode, epoch, ...values } of entries) {
    const value = values[name];
    if (mode !== 'val' || typeof value !== 'number' || (best !== undefined && value <= best.value)) continue;
    best = { name, value, epoch };
  }
  return best;
}
