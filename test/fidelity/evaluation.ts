/** @module Golden family `evaluation`: COCO's numbers from pycocotools, PASCAL VOC's from mmdetection. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  averagePrecision,
  averageRecall,
  type CocoEvaluation,
  type CocoFile,
  type CocoResult,
  cocoProtocol,
  cocoStats,
  evaluateInstances,
  evaluateMeanAp,
  type IouType,
  instancesOfResults,
  Scope,
  trueInstances,
} from '../../aligndet/evaluation/index.js';
import { compareValues, mismatch, type Tolerance } from './compare.js';
import { foldersWithCase } from './find-cases.js';
import { type FidelityHandler, type Finding, UnknownCase } from './handler.js';

type Numbers = Record<string, number>;

interface CocoCase {
  readonly iou_type: IouType;
  readonly gt: string;
  readonly dt: string;
}

interface CocoExpected {
  readonly stats?: Numbers;
  readonly per_category?: Record<string, Numbers>;
  readonly class_agnostic?: Numbers;
  readonly proposal_AR?: Numbers;
}

interface VocInput {
  readonly images: readonly {
    /** By class, rows x1, y1, x2, y2, score. */
    readonly detections: readonly (readonly number[][])[];
    readonly gt_bboxes: readonly number[][];
    readonly gt_labels: readonly number[];
    readonly gt_bboxes_ignore?: readonly number[][];
    readonly gt_labels_ignore?: readonly number[];
  }[];
}

interface VocExpected {
  readonly dataset: string | null;
  readonly iou_thr: number;
  readonly use_legacy_coordinate: boolean;
  readonly mean_ap: number;
  readonly per_class: readonly { ap: number; num_gts: number; num_dets: number; recall: number }[];
}

/** Names of the twelve numbers in the golden files, in COCO's order. */
const STAT_NAMES = [
  ...['AP', 'AP50', 'AP75', 'APsmall', 'APmedium', 'APlarge'],
  ...['AR1', 'AR10', 'AR100', 'ARsmall', 'ARmedium', 'ARlarge'],
];

export const evaluationHandler: FidelityHandler = {
  family: 'evaluation',
  find: (folder) => foldersWithCase(folder, 'evaluation'),
  run: async ({ path }) => {
    const read = async (name: string) => JSON.parse(await readFile(join(path, name), 'utf8'));
    const golden = await read('case.json');
    const tolerance: Tolerance = { rtol: 0, atol: 0, ...golden.tolerance };
    const expected = await read('expected.json');
    if (golden.kind === 'coco-eval') {
      const { iou_type, gt, dt } = golden as CocoCase;
      return checkCoco(iou_type, await read(gt), await read(dt), expected, tolerance);
    }
    if (golden.kind === 'voc-eval') return checkVoc(await read(golden.input), expected, tolerance);
    throw new UnknownCase(`no evaluation is of the kind "${golden.kind}"`);
  },
};

function checkCoco(
  iouType: IouType,
  file: CocoFile,
  results: readonly CocoResult[],
  expected: CocoExpected,
  tolerance: Tolerance,
): Finding[] {
  const scope = new Scope(
    file.images.map(({ id }) => id),
    file.categories.map(({ id }) => id),
  );
  const groundTruth = trueInstances(file, scope, iouType);
  const detected = instancesOfResults(results, file.images, scope, iouType);
  const run = (options: Parameters<typeof cocoProtocol>[0]) =>
    evaluateInstances(groundTruth, detected, scope, cocoProtocol(options));
  const usual = run({});
  const findings = compareNamed('stats', namedStats(usual), expected.stats, tolerance);
  for (const [name, numbers] of Object.entries(expected.per_category ?? {})) {
    const id = file.categories.find((category) => category.name === name)?.id ?? Number.NaN;
    const actual = categoryMetrics(usual, scope.categoryAt(id));
    findings.push(...compareNamed(`per_category.${name}`, actual, numbers, tolerance));
  }
  if (expected.class_agnostic !== undefined) {
    const agnostic = namedStats(run({ usesCategories: false }));
    findings.push(...compareNamed('class_agnostic', agnostic, expected.class_agnostic, tolerance));
  }
  if (expected.proposal_AR !== undefined) {
    const limits = Object.keys(expected.proposal_AR).map((name) => Number(name.replace('AR@', '')));
    const proposals = run({ usesCategories: false, maxDetections: limits });
    const actual = Object.fromEntries(
      limits.map((limit) => [`AR@${limit}`, averageRecall(proposals, { limit })]),
    );
    findings.push(...compareNamed('proposal_AR', actual, expected.proposal_AR, tolerance));
  }
  return findings;
}

function namedStats(evaluation: CocoEvaluation): Numbers {
  return Object.fromEntries(cocoStats(evaluation).map((value, i) => [STAT_NAMES[i], value]));
}

function categoryMetrics(evaluation: CocoEvaluation, category: number): Numbers {
  return {
    AP: averagePrecision(evaluation, { category, limit: 100 }),
    AP50: averagePrecision(evaluation, { category, iou: 0.5, limit: 100 }),
    AP75: averagePrecision(evaluation, { category, iou: 0.75, limit: 100 }),
    AR100: averageRecall(evaluation, { category, limit: 100 }),
  };
}

function checkVoc(input: VocInput, expected: readonly VocExpected[], tolerance: Tolerance): Finding[] {
  const floats = (rows: readonly number[][] = []) => Float32Array.from(rows.flat());
  const detections = input.images.map((image) => image.detections.map(floats));
  const groundTruth = input.images.map((image) => ({
    bboxes: floats(image.gt_bboxes),
    labels: image.gt_labels,
    bboxes_ignore: floats(image.gt_bboxes_ignore),
    labels_ignore: image.gt_labels_ignore,
  }));
  return expected.flatMap((row) => {
    const { meanAp, classes } = evaluateMeanAp(detections, groundTruth, {
      iouThreshold: row.iou_thr,
      mode: row.dataset === 'voc07' ? '11points' : 'area',
      usesLegacyCoordinates: row.use_legacy_coordinate,
    });
    const position = `${row.dataset ?? 'area'}@${row.iou_thr}${row.use_legacy_coordinate ? ' legacy' : ''}`;
    return [
      compareValues(`${position} mean_ap`, [meanAp], [row.mean_ap], tolerance),
      ...row.per_class.flatMap((numbers, label) => {
        const { ap, numGts, numDets, recalls } = classes[label];
        const actual = { ap, num_gts: numGts, num_dets: numDets, recall: recalls.at(-1) ?? 0 };
        return compareNamed(`${position} class ${label}`, actual, numbers, tolerance);
      }),
    ];
  });
}

/** Every expected number must have been computed. */
function compareNamed(
  prefix: string,
  actual: Numbers,
  expected: Numbers = {},
  tolerance: Tolerance,
): Finding[] {
  return Object.entries(expected).map(([name, value]) =>
    Object.hasOwn(actual, name)
      ? compareValues(`${prefix}.${name}`, [actual[name]], [value], tolerance)
      : mismatch(`${prefix}.${name}`, 'was not computed'),
  );
}
