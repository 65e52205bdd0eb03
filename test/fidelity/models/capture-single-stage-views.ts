/** @module What golden cases record of pre-training without a second stage; and its sampled points, given back. */
import {
  type EmbeddingHead,
  FcosHead,
  type Neck,
  type PointTargets,
  type PriorTargets,
  RetinaHead,
  type SelfSupSingleStage,
} from '../../../aligndet/models/index.js';
import { concatRows } from '../../../aligndet/structures/index.js';
import { builtIn } from '../build-component.js';
import type { CaseArrays } from '../read-case.js';
import { type Captures, capturesOfMaps, rows, spyOn } from './capture.js';
import { replaying } from './replay.js';

/** Records what the parts of both branches give. The online head makes the targets of both views. @returns what ends it. */
export function captureSingleStageViews(
  online: SelfSupSingleStage,
  target: SelfSupSingleStage,
  captures: Captures,
  inputs: CaseArrays,
): () => void {
  const undo = [...captureBranch(online, captures, 'online'), ...captureBranch(target, captures, 'target')];
  const [{ head }] = builtIn<EmbeddingHead>(online, 'bbox_head');
  const views = ['online', 'target'];
  if (head instanceof RetinaHead) {
    const { numClasses, generator } = head.modules;
    undo.push(
      spyOn(head, 'targets', (targets, [sizes]) => {
        const priors = concatRows(generator.gridPriors(sizes as never));
        captureAnchors(captures, String(views.shift()), targets, priors.length / 4, numClasses);
      }),
    );
  }
  if (head instanceof FcosHead) {
    const points: PointTargets[][] = [];
    undo.push(
      spyOn(head, 'targets', (targets) => {
        points.push(targets);
        capturePoints(captures, String(views.shift()), targets);
      }),
    );
    const { random } = online;
    online.random = replayedPoints(inputs, points, head.modules.numClasses);
    undo.push(() => {
      online.random = random;
    });
  }
  return () => {
    for (const end of undo) end();
  };
}

function captureBranch(branch: SelfSupSingleStage, captures: Captures, prefix: string): (() => void)[] {
  const [neck] = builtIn<Neck | undefined>(branch, 'neck');
  const [bboxHead] = builtIn<EmbeddingHead>(branch, 'bbox_head');
  const maps = capturesOfMaps(captures, prefix);
  const undo = [
    spyOn(bboxHead.head, 'forward', ({ clsScores, bboxPreds, scoreFactors = [] }) => {
      maps('cls')(clsScores);
      maps('reg')(bboxPreds);
      maps('ctr')(scoreFactors);
    }),
  ];
  if (neck !== undefined) undo.push(spyOn(neck, 'forward', maps('feat')));
  return undo;
}

/** The targets of every anchor, `[B, anchors]`, as the reference has them. */
function captureAnchors(
  captures: Captures,
  prefix: string,
  targets: readonly PriorTargets[],
  count: number,
  numClasses: number,
): void {
  const shape = [targets.length, count];
  const labels = new Int32Array(targets.length * count).fill(numClasses);
  const weights = new Float32Array(labels.length);
  const boxTargets = new Float32Array(4 * labels.length);
  targets.forEach(({ positives, negatives, labels: own, boxTargets: boxes }, image) => {
    positives.forEach((prior, i) => {
      labels[image * count + prior] = own[i];
      boxTargets.set(boxes.subarray(4 * i, 4 * i + 4), 4 * (image * count + prior));
    });
    for (const prior of [...positives, ...negatives]) weights[image * count + prior] = 1;
  });
  const total = (part: 'positives' | 'negatives') =>
    targets.reduce((sum, target) => sum + Math.max(target[part].length, 1), 0);
  captures.set(`${prefix}.labels`, { shape, data: labels });
  captures.set(`${prefix}.label_weights`, { shape, data: weights });
  captures.set(`${prefix}.bbox_targets`, { shape: [...shape, 4], data: boxTargets });
  captures.set(`${prefix}.num_total_pos`, { shape: [], data: [total('positives')] });
  captures.set(`${prefix}.num_total_neg`, { shape: [], data: [total('negatives')] });
}

function capturePoints(captures: Captures, prefix: string, targets: readonly PointTargets[]): void {
  const labels = allLabels(targets);
  captures.set(`${prefix}.labels`, { shape: [labels.length], data: labels });
  captures.set(`${prefix}.bbox_targets`, rows(concatRows(targets.map(({ distances }) => distances)), 4));
}

function allLabels(targets: readonly PointTargets[]): number[] {
  return targets.flatMap(({ labels }) => [...labels]);
}

/** The recorded rows, as places among the points that are drawn from. @param views filled before the first draw. */
function replayedPoints(inputs: CaseArrays, views: readonly PointTargets[][], numClasses: number) {
  const names = ['online_pos', 'target_pos', 'online_neg', 'target_neg'];
  const recorded = (name: string) => Array.from(inputs.get(`draw.${name}`)?.data ?? []);
  const left = names.filter((name) => recorded(name).length > 0); // nothing is drawn where nothing is taken
  return replaying((n) => {
    const name = String(left.shift());
    const labels = allLabels(views[name.startsWith('online') ? 0 : 1]);
    const isPositive = (row: number) => labels[row] < numClasses;
    const isBackground = (row: number) => labels[row] === numClasses;
    const gallery = [...labels.keys()].filter(name.endsWith('pos') ? isPositive : isBackground);
    if (gallery.length !== n)
      throw new Error(`the case recorded ${name} of ${n} points, not ${gallery.length}`);
    return recorded(name).map((row) => gallery.indexOf(row));
  });
}
