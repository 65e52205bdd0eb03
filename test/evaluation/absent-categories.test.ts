import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '../../aligndet/core/index.js';
import { type CocoGroundTruth, cocoMetrics, type ScoredDetections } from '../../aligndet/evaluation/index.js';

const disc = { id: 7, name: 'disc' };

/** One image with a disc; the file has no category for the first class, `box`. */
const groundTruth: CocoGroundTruth = {
  columns: {
    categories: [disc],
    imageIds: [1],
    widths: [40],
    heights: [40],
    starts: [0, 1],
    annotationId: () => 1,
    categoryIds: [7],
    boxes: Float64Array.of(0, 0, 10, 10),
    areas: [100],
    isCrowd: () => false,
    segmentation: () => null,
  },
  imageIds: [1],
  categories: [null, disc],
};

/** A box in the wrong place, and a disc that is found. */
const found: ScoredDetections[] = [
  { bboxes: Float32Array.of(20, 20, 30, 30, 0.9, 0, 0, 10, 10, 0.8), labels: Int32Array.of(0, 1) },
];

describe('detections of a class that is no category of the file', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'aligndet-results-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are not measured against other categories', async () => {
    expect(await cocoMetrics(groundTruth, found, { metric: 'bbox' })).toMatchObject({ bbox_mAP: 1 });
  });

  it('are proposals like others', async () => {
    const onlyBox = [{ ...found[0], labels: Int32Array.of(0, 0) }];
    expect(await cocoMetrics(groundTruth, onlyBox, { metric: 'proposal' })).toMatchObject({ 'AR@100': 1 });
  });

  it('are not written, and the log says how many', async () => {
    const warnings: string[] = [];
    const logger = { info() {}, debug() {}, error() {}, warn: (text: string) => warnings.push(text) };
    const prefix = join(folder, 'results');
    await cocoMetrics(groundTruth, found, { metric: 'bbox', jsonfile_prefix: prefix }, logger as Logger);
    const lines = JSON.parse(readFileSync(`${prefix}.bbox.json`, 'utf8')) as { category_id: number }[];
    expect(lines.map(({ category_id: id }) => id)).toEqual([7]);
    expect(warnings).toEqual([
      '1 detections are of classes that are not categories of the annotation file: they are not written.',
    ]);
  });

  it('are refused where the dataset has no such label', async () => {
    const beyond = [{ ...found[0], labels: Int32Array.of(2, 1) }];
    const message = 'The detector returns label 2, but the dataset has 2 classes (labels 0 to 1).';
    await expect(cocoMetrics(groundTruth, beyond, { metric: 'bbox' })).rejects.toThrow(message);
    const options = { metric: 'bbox', jsonfile_prefix: join(folder, 'beyond') } as const;
    await expect(cocoMetrics(groundTruth, beyond, options)).rejects.toThrow(message);
  });
});
