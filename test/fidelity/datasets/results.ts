/** @module Golden result files, and the splits of semi-supervised data. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  boxEntries,
  type ClassDetections,
  COCO_CLASSES,
  chooseLabelled,
  cocoSource,
  generateSemiCoco,
  maskEntries,
  proposalEntries,
  readCoco,
} from '../../../aligndet/datasets/index.js';
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

export function resultFiles(path: string, { classes, input, expected }: ResultsCase): Finding[] {
  const rules = { classes: classes ?? COCO_CLASSES, testMode: true, filterEmptyGt: true };
  const index = readCoco(join(path, 'ann.json'));
  const source = cocoSource(index, { ...rules, classes: inFileOrder(rules.classes, index) });
  const [imgIds, catIds] = [source.imgIds, categoryIds(source)];
  const ids = imgIds.slice(0, input.bbox.length);
  const detections = input.bbox.map((image, i) =>
    image.map(([label, rows]) => detectionsOf(input, i, label, rows)),
  );
  const withoutScores = detections.map((image) => image.map(({ maskScores: _, ...rest }) => rest));
  const boxes = boxEntries(detections, ids, catIds);
  const proposals = input.proposal.map((rows) => Float32Array.from(rows.flat()));
  const found: Record<string, Record<string, unknown>> = {
    bbox: { bbox: boxes, proposal: boxes },
    segm: { bbox: boxes, proposal: boxes, segm: maskEntries(withoutScores, ids, catIds) },
    segm_mask_scores: { bbox: boxes, proposal: boxes, segm: maskEntries(detections, ids, catIds) },
    proposal: { proposal: proposalEntries(proposals, ids) },
  };
  return Object.entries(expected).flatMap(([kind, files]) =>
    Object.entries(files).map(([file, { content }]) =>
      compareJson(`${kind}.${file}`, found[kind]?.[file], content),
    ),
  );
}

function detectionsOf(
  input: ResultsCase['input'],
  image: number,
  label: number,
  rows: number[][],
): ClassDetections {
  const find = <T>(list: readonly ByLabel<T>[]): T | undefined =>
    list[image].find(([other]) => other === label)?.[1];
  return {
    label,
    boxes: Float32Array.from(rows.flat()),
    masks: find(input.segm),
    maskScores: find(input.mask_scores),
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
      for (const [file, wanted] of Object.entries(files)) {
        const content = await readJson(join(folder, 'semi_supervised', file));
        findings.push(compareJson(`run${i}.${file}`, summaryOf(content), wanted));
      }
    }
    const { file, ...wanted } = unlabelled;
    const content = await readJson(join(folder, file));
    const found = {
      keys: Object.keys(content),
      num_images: (content.images as unknown[]).length,
      annotations: content.annotations,
      num_categories: (content.categories as unknown[]).length,
    };
    return [...findings, compareJson(file, found, wanted)];
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
