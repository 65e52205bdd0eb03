/** @module Golden result files, and the splits of semi-supervised data. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  COCO_CLASSES,
  chooseLabelled,
  cocoSource,
  generateSemiCoco,
  readCoco,
} from '../../../aligndet/datasets/index.js';
import { type ScoredDetections, writeDetections } from '../../../aligndet/evaluation/index.js';
import type { Rle } from '../../../aligndet/structures/index.js';
import { compareJson } from '../compare.js';
import type { Finding } from '../handler.js';
import { readJson } from '../read-case.js';
import { categoryIds, inFileOrder } from './file-order.js';

type ByLabel<T> = readonly (readonly [label: number, values: T])[];

export interface ResultsCase {
  readonly classes: readonly string[] | null;
  readonly input: {
    readonly bbox: readonly ByLabel<number[][]>[];
    readonly segm: readonly ByLabel<Rle[]>[];
    readonly mask_scores: readonly ByLabel<number[]>[];
    readonly proposal: readonly number[][][];
  };
  readonly expected: Record<string, Record<string, { content: unknown }>>;
}

export async function resultFiles(
  path: string,
  { classes, input, expected }: ResultsCase,
): Promise<Finding[]> {
  const rules = { classes: classes ?? COCO_CLASSES, testMode: true, filterEmptyGt: true };
  const index = readCoco(join(path, 'ann.json'));
  const source = cocoSource(index, { ...rules, classes: inFileOrder(rules.classes, index) });
  const imageIds = source.imgIds.slice(0, input.bbox.length);
  const ids = { imageIds, categoryIds: categoryIds(source) };
  const scored = input.bbox.map((_, i) => detectionsOf(input, i));
  const masked = scored.map(({ maskScores: _, ...rest }) => rest);
  const boxes = scored.map(({ bboxes, labels }) => ({ bboxes, labels }));
  const proposals = input.proposal.map((rows) => ({
    bboxes: Float32Array.from(rows.flat()),
    labels: new Int32Array(rows.length),
  }));
  const found: Record<string, Record<string, unknown>> = {
    bbox: await written(boxes, ids),
    segm: await written(masked, ids),
    segm_mask_scores: await written(scored, ids),
    proposal: await written(proposals, {
      imageIds: source.imgIds.slice(0, proposals.length),
      categoryIds: [1],
    }),
  };
  return Object.entries(expected).flatMap(([kind, files]) =>
    Object.entries(files).map(([file, { content }]) =>
      compareJson(`${kind}.${file}`, found[kind]?.[file], content),
    ),
  );
}

/** The content of the files that the product writes, by what they can be evaluated as. */
async function written(
  detections: readonly ScoredDetections[],
  ids: Parameters<typeof writeDetections>[1],
): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'aligndet-results-'));
  try {
    const { numLeftOut: _, ...files } = await writeDetections(detections, ids, join(folder, 'results'));
    const contents = Object.entries(files).map(async ([kind, file]) => [kind, await readJson(file)] as const);
    return Object.fromEntries(await Promise.all(contents));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The detections of one image, class after class. */
function detectionsOf(input: ResultsCase['input'], image: number): ScoredDetections {
  const boxes = input.bbox[image];
  const ofLabel = <T>(lists: readonly ByLabel<T[]>[]): T[] =>
    boxes.flatMap(([label]) => lists[image].find(([other]) => other === label)?.[1] ?? []);
  return {
    bboxes: Float32Array.from(boxes.flatMap(([, rows]) => rows.flat())),
    labels: Int32Array.from(boxes.flatMap(([label, rows]) => rows.map(() => label))),
    masks: ofLabel(input.segm),
    maskScores: Float32Array.from(ofLabel(input.mask_scores)),
  };
}

interface SemiCocoCase {
  readonly runs: readonly {
    readonly args: { seed: number; percent: number; seed_offset?: number; version?: number };
    readonly chosen_indices: readonly number[];
    readonly files: Record<
      string,
      { keys: string[]; image_ids: number[]; annotation_ids: number[]; num_categories: number }
    >;
  }[];
  readonly unlabeled_file: {
    file: string;
    keys: string[];
    num_images: number;
    annotations: unknown[];
    num_categories: number;
  };
}

/** Runs the split on a copy of the case's files. */
export async function semiCoco(
  path: string,
  { runs, unlabeled_file: unlabelled }: SemiCocoCase,
): Promise<Finding[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'aligndet-semi-coco-'));
  const folder = join(dataDir, 'annotations');
  try {
    mkdirSync(folder);
    for (const file of readdirSync(path))
      if (file !== 'case.json') cpSync(join(path, file), join(folder, file));
    const findings: Finding[] = [];
    for (const [i, { args, chosen_indices: chosen, files }] of runs.entries()) {
      const { seed, percent, seed_offset: seedOffset = 0, version = 2017 } = args;
      generateSemiCoco({ dataDir, percent, seed, seedOffset, version: String(version) });
      const source = await readJson(join(folder, `instances_train${version}.json`));
      const numImages = (source.images as unknown[]).length;
      findings.push(
        compareJson(`run${i}.chosen`, chooseLabelled(numImages, percent, seed + seedOffset), chosen),
      );
      for (const [file, reference] of Object.entries(files)) {
        const content = await readJson(join(folder, 'semi_supervised', file));
        findings.push(compareJson(`run${i}.${file}`, summaryOf(content), reference));
      }
    }
    const { file, ...reference } = unlabelled;
    const content = await readJson(join(folder, file));
    const found = {
      keys: Object.keys(content),
      num_images: (content.images as unknown[]).length,
      annotations: content.annotations,
      num_categories: (content.categories as unknown[]).length,
    };
    return [...findings, compareJson(file, found, reference)];
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function summaryOf(content: Record<string, unknown>): Record<string, unknown> {
  const idsOf = (list: unknown): number[] => (list as { id: number }[]).map(({ id }) => id);
  return {
    keys: Object.keys(content),
    image_ids: idsOf(content.images),
    annotation_ids: idsOf(content.annotations),
    num_categories: (content.categories as unknown[]).length,
  };
}
