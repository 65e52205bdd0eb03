/** @module The quickstart's results: `report.html`, and `report.json` with the same values. */
import { readdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { drawResult, type Evaluated } from '../../run/index.js';
import {
  encodeImage,
  type LineChart,
  type ReportImage,
  readTrainingLog,
  renderReport,
  type Series,
  seriesOfLog,
} from '../../visualization/index.js';
import type { QuickstartData } from './data.js';

export interface QuickstartResult {
  readonly data: QuickstartData;
  readonly seed: number;
  readonly tiny: boolean;
  readonly proposals: { readonly images: number; readonly boxes: number };
  readonly workDirs: { readonly pretrain: string; readonly scratch: string; readonly pretrained: string };
  readonly scratch: Evaluated;
  readonly pretrained: Evaluated;
  /** Seconds of each step. */
  readonly seconds: Record<string, number>;
}

/** Images in the report, and the min score of drawn detections. */
const NUM_IMAGES = 6;
const DRAWN_SCORE = 0.5;

const rows = ['bbox_mAP', 'bbox_mAP_50', 'bbox_mAP_75', 'segm_mAP', 'segm_mAP_50', 'segm_mAP_75'];

/** Writes both files. @returns the path of the first. */
export async function writeReport(workDir: string, result: QuickstartResult): Promise<string> {
  const { data, scratch, pretrained, seconds, workDirs } = result;
  const total = Object.values(seconds).reduce((sum, value) => sum + value, 0);
  const html = renderReport({
    title: 'AlignDet quickstart',
    summary:
      `Mask R-CNN on ${data.description}: ${data.numTrain} images for training, ${data.numVal} for validation, ` +
      `${data.classes.length} classes (${data.classes.join(', ')}). All weights start at random: no ImageNet weights are ` +
      'bundled, so the backbone is trained in both pre-training and fine-tuning.',
    sections: [
      {
        heading: 'Average precision on the validation images',
        blocks: [
          {
            kind: 'figures',
            figures: [
              {
                name: 'AP50 with pre-training',
                value: percent(pretrained.metrics.bbox_mAP_50),
                note: 'boxes',
              },
              { name: 'AP50 without', value: percent(scratch.metrics.bbox_mAP_50), note: 'boxes' },
              { name: 'Time', value: `${Math.round(total)} s`, note: 'all steps' },
            ],
          },
          {
            kind: 'table',
            table: {
              caption: 'COCO metrics, in percent. One run each: differences of a few points are noise.',
              head: ['metric', 'without pre-training', 'with pre-training'],
              rows: rows.map((name) => [
                name,
                percent(scratch.metrics[name]),
                percent(pretrained.metrics[name]),
              ]),
            },
          },
        ],
      },
      {
        heading: 'Losses',
        blocks: [
          {
            kind: 'chart',
            chart: await lossChart('Pre-training', [
              ['total', workDirs.pretrain, 'loss'],
              ['contrast', workDirs.pretrain, 'loss_cls'],
              ['boxes', workDirs.pretrain, 'loss_bbox'],
            ]),
          },
          {
            kind: 'chart',
            chart: await lossChart('Fine-tuning', [
              ['without pre-training', workDirs.scratch, 'loss'],
              ['with pre-training', workDirs.pretrained, 'loss'],
            ]),
          },
        ],
      },
      {
        heading: 'Detections and ground truth',
        blocks: [{ kind: 'images', images: await images(result) }],
      },
      {
        heading: 'Steps',
        blocks: [
          {
            kind: 'table',
            table: {
              head: ['step', 'seconds'],
              rows: Object.entries(seconds).map(([name, value]) => [name, Math.round(value)]),
            },
          },
          {
            kind: 'text',
            text: `${result.proposals.boxes} proposals on ${result.proposals.images} images by selective search.`,
          },
        ],
      },
    ],
    footer: `npx aligndet quickstart; seed ${result.seed}; ${cpus().length} x ${cpus()[0].model}; Node ${process.version}`,
  });
  const path = join(workDir, 'report.html');
  await writeFile(path, html);
  await writeFile(join(workDir, 'report.json'), `${JSON.stringify(numbers(result), null, 2)}\n`);
  return path;
}

function numbers({ data, seed, tiny, proposals, scratch, pretrained, seconds }: QuickstartResult) {
  const { description, classes, numTrain, numVal } = data;
  return {
    data: { description, classes, train_images: numTrain, val_images: numVal },
    seed,
    tiny,
    proposals,
    without_pretraining: scratch.metrics,
    with_pretraining: pretrained.metrics,
    seconds,
  };
}

function percent(value: number | string | undefined): string {
  return typeof value === 'number' && value >= 0 ? (100 * value).toFixed(1) : '-';
}

async function lossChart(
  title: string,
  curves: readonly (readonly [name: string, workDir: string, key: string])[],
): Promise<LineChart> {
  const series: Series[] = [];
  for (const [name, workDir, key] of curves) {
    const logs = (await readdir(workDir)).filter((file) => file.endsWith('.log.json')).sort();
    const log = await readTrainingLog(join(workDir, logs[logs.length - 1]));
    series.push({ ...seriesOfLog(log, key), name });
  }
  return { title, xLabel: 'iteration', yLabel: 'loss', series };
}

async function images({ scratch, pretrained, data }: QuickstartResult): Promise<ReportImage[]> {
  const step = Math.max(1, Math.floor(data.numVal / NUM_IMAGES));
  const chosen = Array.from({ length: Math.min(NUM_IMAGES, data.numVal) }, (_, i) => i * step);
  return Promise.all(
    chosen.map(async (index) => {
      const columns = [
        { title: 'without pre-training', detections: scratch.results[index] },
        { title: 'with pre-training', detections: pretrained.results[index] },
      ];
      const { name, image } = await drawResult(pretrained.dataset, index, columns, DRAWN_SCORE);
      return {
        caption: `${name}: ground truth, and detections with a score of at least ${DRAWN_SCORE}`,
        bytes: await encodeImage(image, 'jpeg'),
        format: 'jpeg',
      };
    }),
  );
}
