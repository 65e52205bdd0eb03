/**
 * @module Detection by a cascade: every stage refines the boxes of the previous one; class scores and masks are
 * averaged over all stages. Dims: R RoIs, K classes.
 */
import { ConfigError } from '../../../core/index.js';
import type { Tensor4D } from '../../../engine/index.js';
import { toRois } from '../../../structures/index.js';
import { mean } from '../../post-processing/merge-views.js';
import { type RoiOutputs, scoredBoxes } from '../bbox-heads/bbox-detections.js';
import {
  joinedLabels,
  masksOfImages,
  outputsOf,
  outputsOfImages,
  type RoiReader,
  rowsOfImages,
} from '../roi-reader.js';
import type { CascadeModules } from './cascade-modules.js';
import { meanMasks } from './mask-flow.js';
import { refinedBoxes } from './refine-boxes.js';
import { type CascadeFeatures, readRois } from './semantic-branch.js';

export function cascadeReader({ name, stages, hybrid, testCfg }: CascadeModules): RoiReader<CascadeFeatures> {
  const last = stages[stages.length - 1];
  const { numClasses, coder } = last.bboxHead;
  const maskHeads = stages.flatMap(({ maskHead }) => maskHead ?? []);
  return {
    numClasses,
    testCfg,
    score(features, boxes, metas, rescales) {
      let inputBoxes: readonly Float32Array[] = boxes;
      let outputs: RoiOutputs[] = [];
      const scores: Float32Array[] = [];
      stages.forEach(({ bboxExtractor, bboxHead }, stage) => {
        if (stage > 0) {
          const before = stages[stage - 1].bboxHead;
          inputBoxes = outputs.map((own, image) =>
            refinedBoxes(withBoxes(own, name), undefined, before.numClasses, before.coder, metas[image]),
          );
        }
        const rois = toRois(inputBoxes);
        const ofAll = outputsOf(rois, () =>
          bboxHead.forward(readRois(features, bboxExtractor, rois, 'bbox')),
        );
        scores.push(ofAll.clsScore);
        outputs = outputsOfImages(ofAll, inputBoxes);
      });
      const means = rowsOfImages(mean(scores), boxes);
      return outputs.map((own, image) =>
        scoredBoxes({ ...own, clsScore: means[image] }, numClasses, coder, metas[image], rescales),
      );
    },
    masks:
      maskHeads.length === 0
        ? undefined
        : (features, boxes, labels) =>
            masksOfImages(boxes, (rois) => {
              const read = (stage: number) => readRois(features, stages[stage].maskExtractor, rois, 'mask');
              // Hybrid Task Cascade extracts RoI features once, with the last extractor.
              const shared = hybrid && read(stages.length - 1);
              const roiFeatures = (stage: number): Tensor4D => shared ?? read(stage);
              return meanMasks(
                maskHeads,
                roiFeatures,
                joinedLabels(labels),
                hybrid?.passesMaskFeatures === true,
              );
            }),
  };
}

/** @throws {ConfigError} if a head regresses no boxes, which the next stage needs. */
export function withBoxes(outputs: RoiOutputs, name: string): Required<RoiOutputs> {
  const { bboxPred } = outputs;
  if (bboxPred === undefined && outputs.rois.length > 0) {
    throw new ConfigError(`${name}: every bbox_head but the last needs with_reg.`);
  }
  return { ...outputs, bboxPred: bboxPred ?? new Float32Array(0) };
}
