/**
 * @module Training of a cascade: every stage samples from the boxes of the previous one. Dims: B images, R RoIs, L
 * levels.
 */
import { ConfigError, type RandomSource } from '../../../core/index.js';
import { type Tensor4D, tidy } from '../../../engine/index.js';
import { type ImageMeta, type Losses, toRois, withoutScores } from '../../../structures/index.js';
import { isLoss, renamedLosses } from '../../renamed-losses.js';
import type { SamplingResult } from '../../samplers/sampling-result.js';
import { sampledBoxes } from '../bbox-heads/bbox-targets.js';
import { type BoxStep, boxStep } from '../box-step.js';
import { masksOf, maskTargets, positiveLabels } from '../mask-heads/mask-targets.js';
import type { InstanceGroundTruth } from '../roi-head.js';
import { outputsOfImages } from '../roi-reader.js';
import type { RoiTraining } from '../roi-training.js';
import { sampleRois } from '../sample-rois.js';
import type { CascadeModules, CascadeStage } from './cascade-modules.js';
import { withBoxes } from './cascade-reader.js';
import { lastMaskLogits } from './mask-flow.js';
import { refinedBoxes, withoutGroundTruths } from './refine-boxes.js';
import { type CascadeFeatures, fusedFeatures, readRois, semanticMapsOf } from './semantic-branch.js';

/** @param proposals per image `[N, 5]`. @param groundTruths and `metas` per image. */
export function cascadeLosses(
  modules: CascadeModules,
  maps: readonly Tensor4D[],
  proposals: readonly Float32Array[],
  groundTruths: readonly InstanceGroundTruth[],
  metas: readonly ImageMeta[],
  random: RandomSource,
): Losses {
  const { stages, hybrid } = modules;
  const hasMasks = stages[0].maskHead !== undefined;
  return tidy(() => {
    const { features, losses } = semanticLosses(modules, maps, groundTruths);
    let boxes = proposals.map(withoutScores);
    for (const [i, stage] of stages.entries()) {
      const training = trainingOf(stage, modules);
      let samples = sampleRois(boxes, groundTruths, training, random);
      const step = boxStep(stage.bboxHead, samples, training.posWeight, (rois) =>
        readRois(features, stage.bboxExtractor, rois, 'bbox'),
      );
      const refined = () => refinedForTraining(stage, step, metas, modules);
      addStageLosses(losses, i, stage, stage.bboxHead.losses(step.outputs, step.rois, step.targets));
      if (hybrid?.interleaves && hasMasks) {
        boxes = refined();
        samples = sampleRois(boxes, groundTruths, training, random);
      }
      if (hasMasks) addStageLosses(losses, i, stage, maskLosses(modules, i, features, samples, groundTruths));
      if (hybrid?.interleaves || i === stages.length - 1) continue; // interleaved without masks: boxes are kept, as published
      if (hybrid === undefined && step.rois.length === 0) break; // as published: later stages then have no losses
      boxes = refined();
    }
    return losses;
  });
}

export function trainingOf(
  { training }: Pick<CascadeStage, 'training'>,
  { name }: { readonly name: string },
): RoiTraining {
  if (training === undefined)
    throw new ConfigError(`${name}: train_cfg.rcnn is missing, but needed for training.`);
  return training;
}

/** The features that all stages use, and the semantic head's loss. */
function semanticLosses(
  { hybrid }: CascadeModules,
  maps: readonly Tensor4D[],
  groundTruths: readonly InstanceGroundTruth[],
) {
  const losses: Losses = {};
  const semantic = hybrid?.semantic;
  if (semantic === undefined) return { features: { maps } satisfies CascadeFeatures, losses };
  const { logits, features } = semantic.head.forward(maps);
  losses.loss_semantic_seg = semantic.head.loss(logits, semanticMapsOf(groundTruths));
  return { features: fusedFeatures(maps, semantic, features), losses };
}

/** The sampled RoIs refined by the stage, per image `[N, 4]`; sampled ground truths are left out. */
export function refinedForTraining(
  { bboxHead }: Pick<CascadeStage, 'bboxHead'>,
  { samples, outputs, targets }: BoxStep,
  metas: readonly ImageMeta[],
  { name }: { readonly name: string },
): Float32Array[] {
  const rois = sampledBoxes(samples);
  const clsScore = outputs.clsScore?.dataSync<'float32'>() ?? new Float32Array(0);
  const ofImages = outputsOfImages({ clsScore, bboxPred: outputs.bboxPred?.dataSync<'float32'>() }, rois);
  let start = 0;
  return ofImages.map((own, image) => {
    const labels = targets.labels.subarray(start, start + own.rois.length / 4);
    start += labels.length;
    const { numClasses, coder } = bboxHead;
    const boxes = refinedBoxes(withBoxes(own, name), labels, numClasses, coder, metas[image]);
    return withoutGroundTruths(boxes, samples[image]);
  });
}

function maskLosses(
  { stages, hybrid }: CascadeModules,
  i: number,
  features: CascadeFeatures,
  samples: readonly SamplingResult[],
  groundTruths: readonly InstanceGroundTruth[],
): Losses {
  const { maskExtractor } = stages[i];
  const { maskSize, softMasks } = stages[i].training as RoiTraining;
  const heads = stages.slice(0, i + 1).flatMap(({ maskHead }) => maskHead ?? []);
  const rois = toRois(samples.map(({ posBoxes }) => posBoxes));
  const roiFeatures = readRois(features, maskExtractor, rois, 'mask');
  const labels = positiveLabels(samples);
  const logits = lastMaskLogits(heads, roiFeatures, labels, hybrid?.passesMaskFeatures === true);
  return heads[i].losses(logits, maskTargets(samples, masksOf(groundTruths), maskSize, softMasks));
}

/** Adds the losses of stage `i` with its prefix and weight. */
export function addStageLosses(
  all: Losses,
  i: number,
  { lossWeight }: Pick<CascadeStage, 'lossWeight'>,
  ofStage: Losses,
): void {
  const named = renamedLosses(ofStage, (name) => ({
    name: `s${i}.${name}`,
    weight: isLoss(name) ? lossWeight : 1,
  }));
  Object.assign(all, named);
}
