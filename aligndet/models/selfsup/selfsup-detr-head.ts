/**
 * @module DETR's head for pre-training, https://arxiv.org/abs/2307.11077, section 3.3: classes are clusters of
 * proposals, and an embedding per query discriminates objects. Dims: L decoder layers, B images, Q queries, D of an
 * embedding, K classes.
 */
import { z } from 'zod';
import { ConfigError, DataError, defineComponent, slot } from '../../core/index.js';
import type { Tensor2D, Tensor4D } from '../../engine/index.js';
import { tidy } from '../../engine/index.js';
import {
  Activation,
  type Embedding,
  type InitContext,
  type Layer,
  Linear,
  Module,
  PlainSequential,
} from '../../nn/index.js';
import type { ImageMeta, Losses } from '../../structures/index.js';
import {
  isQueryAssigner,
  type QueryAssigner,
  type QueryGroundTruth,
} from '../assigners/hungarian-assigner.js';
import { DetrHead } from '../dense-heads/detr-head.js';
import { buildDetrHeadModules, queryHeadOptions } from '../dense-heads/detr-options.js';
import { type QueryOutputs, queryLosses, targetsOfLayers } from '../dense-heads/detr-queries.js';
import type { Size } from '../priors/prior-generator.js';
import { instanceLabels } from './instance-labels.js';
import { readNpy } from './npy-file.js';
import {
  type ContrastOptions,
  contrastOptions,
  type EmbeddedView,
  objectContrast,
} from './object-contrast.js';

/** Outputs of the head for one view. */
export interface EmbeddedQueries {
  readonly outputs: QueryOutputs;
  /** `[L, B, Q, D]`. */
  readonly embeddings: Tensor4D;
}

/** With the ground truth of the view. */
export interface QueryView extends EmbeddedQueries {
  /** Per image, with clusters as labels. */
  readonly groundTruths: readonly QueryGroundTruth[];
  readonly metas: readonly ImageMeta[];
}

export interface SelfSupDetrHeadModules {
  readonly head: DetrHead;
  readonly contrast: ContrastOptions;
  /** Assigns objects to queries for the contrastive loss; absent if the head is not trained. */
  readonly objectAssigner?: QueryAssigner;
  /** File of initial query embeddings. */
  readonly queryFile?: string;
}

export class SelfSupDetrHead extends Module {
  readonly #modules: SelfSupDetrHeadModules;
  readonly #projector: PlainSequential;
  readonly #queries: Embedding;

  constructor(modules: SelfSupDetrHeadModules) {
    super();
    this.#modules = modules;
    const { channels } = modules.head.modules.transformer;
    for (const [name, child] of modules.head.children()) this.child(name, child);
    const queries = modules.head.part('query_embedding');
    this.#queries = queries as Embedding;
    const layers = [new Linear(channels, channels), new Activation(), new Linear(channels, channels)];
    this.#projector = this.child('projector', new PlainSequential(layers as Layer[]));
  }

  /** The wrapped supervised head, whose names are used. */
  get head(): DetrHead {
    return this.#modules.head;
  }

  override train(mode = true): this {
    this.head.train(mode);
    return super.train(mode);
  }

  /** @throws {ConfigError} if the shape of the embeddings in the file differs from the queries. */
  override initWeights(context: InitContext): void {
    this.head.initWeights(context);
    const { queryFile } = this.#modules;
    if (queryFile === undefined) return;
    const { shape, data } = readNpy(queryFile);
    const own = this.#queries.weight.shape;
    if (shape.join() !== own.join()) {
      throw new ConfigError(
        `query_init_path: ${queryFile} has shape [${shape.join(', ')}], but the queries have [${own.join(', ')}].`,
      );
    }
    this.#queries.weight.assign(data);
  }

  forward(features: readonly Tensor4D[], metas: readonly ImageMeta[], inputSize: Size): EmbeddedQueries {
    return tidy(() => {
      const queries = this.head.lookAt(features, metas, inputSize);
      return { outputs: { ...this.head.predict(queries) }, embeddings: this.#projector.forward(queries) };
    });
  }

  /**
   * Instance ids of the queries after each layer, `[B * Q]`; K for no object.
   *
   * As published, an id is also used as a class in match costs.
   *
   * @throws {DataError} if there are more ids than classes, and a cost uses them.
   */
  objectLabels({ outputs, groundTruths, metas }: QueryView): Int32Array[] {
    const { objectAssigner } = this.#modules;
    if (objectAssigner === undefined) {
      throw new ConfigError('The SelfSupDETRHead cannot be trained: obj_assigner is missing.');
    }
    const ids = instanceLabels(groundTruths.map(({ labels }) => labels.length));
    const instances = groundTruths.map(({ bboxes }, image) => ({ bboxes, labels: ids[image] }));
    const { numClasses } = this.head.modules;
    try {
      return targetsOfLayers(outputs, objectAssigner, instances, metas, numClasses).map(
        ({ labels }) => labels,
      );
    } catch (cause) {
      const count = ids.reduce((sum, { length }) => sum + length, 0);
      if (!(cause instanceof DataError) || count <= numClasses) throw cause;
      throw new DataError(
        `The batch has ${count} proposals, but SelfSupDETRHead supports ${numClasses} (num_classes): ` +
          'use fewer images per batch (samples_per_gpu), or fewer proposals per image (SelectTopKProposals).',
        { cause },
      );
    }
  }

  /** @param target the other view, of which only embeddings and objects are used. */
  losses(online: QueryView, target: QueryView): Losses {
    const { modules } = this.head;
    const targets = this.head.targets(online.outputs, online.groundTruths, online.metas);
    const own = this.objectLabels(online);
    const others = this.objectLabels(target);
    return tidy(() => {
      const contrast = objectContrast(
        embeddedRows(online, own),
        embeddedRows(target, others),
        modules.numClasses,
        this.#modules.contrast,
      );
      return {
        ...queryLosses(online.outputs, targets, online.metas, modules),
        loss_contrastive: contrast,
      };
    }) as Losses;
  }
}

function embeddedRows({ embeddings }: QueryView, layers: readonly Int32Array[]): EmbeddedView {
  const labels = Int32Array.from(layers.flatMap((ofLayer) => [...ofLayer]));
  return {
    rows: embeddings.reshape<Tensor2D>([labels.length, -1]),
    labels,
    weights: new Float32Array(labels.length).fill(1),
  };
}

export const selfSupDetrHead = defineComponent({
  type: 'SelfSupDETRHead',
  schema: z.strictObject({
    ...queryHeadOptions,
    /**
     * Classification loss; "no object" has the weight of a class, and the loss is averaged over queries with objects.
     */
    loss_cls: slot('loss').prefault({ type: 'CrossEntropyLoss', use_sigmoid: false, loss_weight: 1 }),
    /** File of `numpy.save` with the initial query embeddings; null: random ones. */
    query_init_path: z.string().nullable().default(null),
    /** Assigns proposals to queries for the contrastive loss. */
    obj_assigner: slot('assigner').nullable().default(null),
    /** Embedding loss. */
    loss_contrastive: slot('loss').prefault({ type: 'ContrastiveLoss', loss_weight: 1, temperature: 0.5 }),
  }),
  build: ({ obj_assigner: config, query_init_path: queryFile, ...options }, builder) => {
    const objectAssigner = config === null ? undefined : builder.build('assigner', config, 'obj_assigner');
    if (objectAssigner !== undefined && !isQueryAssigner(objectAssigner)) {
      throw new ConfigError(`obj_assigner: ${config?.type} does not match queries; use HungarianAssigner.`);
    }
    return new SelfSupDetrHead({
      head: new DetrHead(buildDetrHeadModules(options, 0, builder)),
      contrast: contrastOptions(options.loss_contrastive, 'loss_contrastive'),
      objectAssigner,
      ...(queryFile !== null && { queryFile }),
    });
  },
});
