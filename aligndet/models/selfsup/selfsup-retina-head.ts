/** @module RetinaNet's head for pre-training: an embedding per anchor. Dims: B images, L levels, N anchors, D of an embedding. */
import { z } from 'zod';
import { defineComponent, type RandomSource } from '../../core/index.js';
import { gather, type Tensor2D, tensor1d, tidy } from '../../engine/index.js';
import type { Losses } from '../../structures/index.js';
import { rowsOf, sizesOf } from '../dense-heads/maps.js';
import { countPriors, priorBoxLosses } from '../dense-heads/prior-losses.js';
import type { PriorTargets } from '../dense-heads/prior-targets.js';
import { buildRetinaHeadModules, RetinaHead, retinaHeadOptions } from '../dense-heads/retina-head.js';
import { type DenseView, EmbeddingHead, projection } from './embedding-head.js';
import { type ContrastOptions, contrastOptions, objectContrast } from './object-contrast.js';

function viewLosses(
  head: RetinaHead,
  contrast: ContrastOptions,
  online: DenseView,
  target: DenseView,
  random: RandomSource,
): Losses {
  const { generator, numClasses, regressesBoxes, coder, lossBbox } = head.modules;
  const targets = targetsOf(head, online, random);
  const others = targetsOf(head, target, random);
  return tidy(() => {
    const [own, other] = [sampledRows(online, targets, numClasses), sampledRows(target, others, numClasses)];
    const priors = generator.gridPriors(sizesOf(online.outputs.clsScores));
    const decoder = regressesBoxes ? coder : undefined;
    return {
      loss_cls: objectContrast(own, other, numClasses, contrast),
      losses_bboxes: priorBoxLosses(
        online.outputs.bboxPreds,
        targets,
        priors,
        { lossBbox, decoder },
        countPriors(targets, 'positives'),
      ),
    };
  }) as Losses;
}

function targetsOf(head: RetinaHead, { outputs, groundTruths, metas }: DenseView, random: RandomSource) {
  return head.targets(sizesOf(outputs.clsScores), groundTruths, metas, random);
}

/**
 * The embeddings of the sampled anchors with their instance ids.
 *
 * As published, an anchor is indexed among all anchors image by image, but embeddings are ordered level by level: with
 * more than one image most ids are paired with the embeddings of other anchors. With one image they are the anchor's
 * own.
 */
function sampledRows({ outputs }: DenseView, targets: readonly PriorTargets[], width: number) {
  const embeddings = rowsOf(outputs.clsScores, width); // [B * N, D]
  const numPriors = embeddings.shape[0] / targets.length;
  const positions: number[] = [];
  const labels: number[] = [];
  targets.forEach(({ positives, negatives, labels: ids }, image) => {
    for (const prior of [...positives, ...negatives]) positions.push(image * numPriors + prior);
    labels.push(...ids, ...new Array<number>(negatives.length).fill(width));
  });
  return {
    rows: gather(embeddings, tensor1d(positions, 'int32')) as Tensor2D,
    labels: Int32Array.from(labels),
    weights: new Float32Array(labels.length).fill(1),
  };
}

export const selfSupRetinaHead = defineComponent({
  type: 'SelfSupRetinaHead',
  schema: z.strictObject(retinaHeadOptions),
  build: (options, builder) => {
    const modules = buildRetinaHeadModules(options, builder);
    const { featChannels, generator, numClasses } = modules;
    const classifier = projection(featChannels, generator.numBasePriors[0] * numClasses, 1);
    const head = new RetinaHead({ ...modules, classifier });
    const contrast = contrastOptions(options.loss_cls);
    return new EmbeddingHead({
      head,
      losses: (online, target, random) => viewLosses(head, contrast, online, target, random),
    });
  },
});
