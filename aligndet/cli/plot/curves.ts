/** @module The page of curves: what the logs of one or several runs say, as `curves.html`. */
import { writeAtomically } from '../../core/index.js';
import {
  type KeyFigure,
  metricNames,
  type NamedLog,
  type ReportSection,
  renderReport,
  trainingCharts,
} from '../../visualization/index.js';

/** Name of the page in a work dir. */
export const CURVES = 'curves.html';

/** Writes the page whole or not at all. @param title such as the name of the run. */
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
    sections: [{ heading: 'Where it stands', blocks: [{ kind: 'figures', figures }] }, ...charts],
    footer: 'Written by aligndet from the .log.json files of the run. aligndet plot WORK_DIR writes it anew.',
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
  const [metric] = metricNames(log);
  const measured = log.entries.filter((entry) => entry.mode === 'val' && typeof entry[metric] === 'number');
  if (metric !== undefined && measured.length > 0) {
    const best = measured.reduce((a, b) => (Number(b[metric]) > Number(a[metric]) ? b : a));
    figures.push({
      name: `${prefix}best ${metric}`,
      value: Number(best[metric]).toFixed(3),
      note: `epoch ${best.epoch}`,
    });
  }
  return figures;
}
