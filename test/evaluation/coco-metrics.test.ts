import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CocoColumns,
  type CocoGroundTruth,
  cocoMetrics,
  type ScoredDetections,
} from '../../aligndet/evaluation/index.js';
import { encodeBitmap } from '../../aligndet/structures/index.js';

/** Two images of 40 x 40; a square of 10 in the first, one of 20 in the second. */
const columns: CocoColumns = {
  categories: [
    { id: 5, name: 'square' },
    { id: 2, name: 'circle' },
  ],
  imageIds: [10, 20],
  widths: [40, 40],
  heights: [40, 40],
  starts: [0, 1, 2],
  annotationId: (n) => n + 1,
  categoryIds: [5, 5],
  boxes: Float64Array.of(0, 0, 10, 10, 5, 5, 20, 20),
  areas: [100, 400],
  isCrowd: () => false,
  segmentation: (n) => (n === 0 ? [[0, 0, 10, 0, 10, 10, 0, 10]] : [[5, 5, 25, 5, 25, 25, 5, 25]]),
};
const groundTruth: CocoGroundTruth = { columns, imageIds: [10, 20], categories: columns.categories };

function detections(...rows: number[][]): ScoredDetections {
  return { bboxes: Float32Array.from(rows.flat()), labels: new Int32Array(rows.length) };
}

const found = [detections([0, 0, 10, 10, 0.9]), detections([5, 5, 25, 15, 0.8])];
const none = [detections(), detections()];

describe('cocoMetrics', () => {
  it('reports by the published names, rounded', async () => {
    // The second has IoU 0.5: found at the lowest of ten thresholds only. Elsewhere half the truths are found, so
    // that precision is 1 at 51 of 101 recalls: mAP = (1 + 9 * 51 / 101) / 10.
    expect(await cocoMetrics(groundTruth, found, { metric: 'bbox' })).toEqual({
      bbox_mAP: 0.554,
      bbox_mAP_50: 1,
      bbox_mAP_75: 0.505,
      bbox_mAP_s: 0.554,
      bbox_mAP_m: -1,
      bbox_mAP_l: -1,
      bbox_mAP_copypaste: '0.554 1.000 0.505 0.554 -1.000 -1.000',
    });
    expect(Object.keys(await cocoMetrics(groundTruth, found, { metric: ['proposal'] }))).toEqual([
      'AR@100',
      'AR@300',
      'AR@1000',
      'AR_s@1000',
      'AR_m@1000',
      'AR_l@1000',
    ]);
    expect(await cocoMetrics(groundTruth, found, { metric: 'proposal_fast', iou_thrs: [0.5, 0.6] })).toEqual({
      ...{ 'AR@100': 0.75, 'AR@300': 0.75, 'AR@1000': 0.75 },
    });
  });

  it('compares masks', async () => {
    const square = new Uint8Array(1600);
    for (let y = 0; y < 10; y++) square.fill(1, 40 * y, 40 * y + 10);
    const masked = [{ ...found[0], masks: [encodeBitmap(square, 40, 40)] }, detections()];
    const metrics = await cocoMetrics(groundTruth, masked, { metric: 'segm', metric_items: 'mAP_75' });
    expect(metrics.segm_mAP_75).toBe(0.505);
    await expect(cocoMetrics(groundTruth, found, { metric: 'segm' })).rejects.toThrow(
      '"segm" cannot be evaluated',
    );
    await expect(cocoMetrics(groundTruth, masked, { metric: 'proposal_fast' })).rejects.toThrow(
      'proposal_fast',
    );
  });

  it('lists categories in the log', async () => {
    const lines: string[] = [];
    const logger = { debug() {}, info: (line: string) => lines.push(line), warn() {}, error() {} };
    await cocoMetrics(groundTruth, found, { classwise: true }, logger);
    expect(lines.join('\n')).toContain('| square   | 0.554 | circle   | nan |');
    expect(lines.join('\n')).toContain(
      ' Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.554',
    );
  });

  it('is 0 where nothing was detected at all, -1 for sizes without objects, and says why', async () => {
    const warnings: string[] = [];
    const logger = { debug() {}, info() {}, warn: (line: string) => warnings.push(line), error() {} };
    const metrics = await cocoMetrics(groundTruth, none, { metric: ['bbox', 'proposal'] }, logger);
    expect(metrics).toMatchObject({ bbox_mAP: 0, bbox_mAP_50: 0, bbox_mAP_l: -1, 'AR@100': 0 });
    expect(Object.values(metrics).filter((value) => !['number', 'string'].includes(typeof value))).toEqual(
      [],
    );
    expect(warnings[0]).toContain('Nothing was detected in any of 2 images');
  });

  it('writes result files', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aligndet-'));
    await cocoMetrics(groundTruth, found, { jsonfile_prefix: join(folder, 'run/results') });
    expect(JSON.parse(readFileSync(join(folder, 'run/results.bbox.json'), 'utf8'))).toEqual([
      { image_id: 10, bbox: [0, 0, 10, 10], score: Math.fround(0.9), category_id: 5 },
      { image_id: 20, bbox: [5, 5, 20, 10], score: Math.fround(0.8), category_id: 5 },
    ]);
    rmSync(folder, { recursive: true });
  });

  it('refuses another number of results, and options it does not know', async () => {
    await expect(cocoMetrics(groundTruth, [detections()], {})).rejects.toThrow('results for 1 images');
    await expect(cocoMetrics(groundTruth, found, { metrics: 'bbox' } as never)).rejects.toThrow('metrics');
  });
});
