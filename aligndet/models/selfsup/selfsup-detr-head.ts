/**
 * @module DETR's head for pre-training, https://arxiv.org/abs/2307.11077, section 3.3: classes are clusters of proposals,
 * and an embedding per query tells objects apart. Dims: L decoder layers, B images, Q queries, D of an embedding, K classes.
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

/** What the head makes of one view. */
export interface EmbeddedQueries {
  readonly outputs: QueryOutputs;
  /** `[L, B, Q, D]`. */
  readonly embeddings: Tensor4D;
}

/** With what is known of the view. */
export interface QueryView extends EmbeddedQueries {
  /** Per image, with clusters as labels. */
  readonly groundTruths: readonly QueryGroundTruth[];
  readonly metas: readonly ImageMeta[];
}

export interface SelfSupDetrHeadModules {
  readonly head: DetrHead;
  readonly contrast: ContrastOptions;
  /** Which object each query is to tell from others; absent where the head is not trained. */
  readonly objectAssigner?: QueryAssigner;
  /** File of the embeddings that queries start from. */
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

  /** The head under whose names the usual part of the work is done. */
  get head(): DetrHead {
    return this.#modules.head;
  }

  override train(mode = true): this {
    this.head.train(mode);
    return super.train(mode);
  }

  /** @throws {ConfigError} when the file of embeddings has others than the head has queries. */
  override initWeights(context: InitContext): void {
    this.head.initWeights(context);
    const { queryFile } = this.#modules;
    if (queryFile === undefined) return;
    const { shape, data } = readNpy(queryFile);
    const own = this.#queries.weight.shape;
    if (shape.join() !== own.join()) {
      throw new ConfigError(
        `query_init_path: ${queryFile} holds [${shape.join(', ')}], but the queries are [${own.join(', ')}].`,
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
   * Instance ids of the queries behind each layer, `[B * Q]`; K where there is no object.
   *
   * As published, an id also stands for a class where costs are concerned.
   *
   * @throws {DataError} when there are more ids than classes, and a cost asks for theirs.
   */
  objectLabels({ outputs, groundTruths, metas }: QueryView): Int32Array[] {
    const { objectAssigner } = this.#modules;
    if (objectAssigner === undefined) {
      throw new ConfigError('The SelfSupDETRHead cannot learn: it needs an obj_assigner.');
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
        `The batch has ${count} proposals, but SelfSupDETRHead tells ${numClasses} apart (num_classes): ` +
          'take fewer images at once (samples_per_gpu), or fewer proposals of each (SelectTopKProposals).',
        { cause },
      );
    }
  }

  /** @param target the other view, of which only embeddings and objects count. */
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
    /** Loss of the classes; "no object" counts as every other, and queries with objects are averaged over. */
    loss_cls: slot('loss').prefault({ type: 'CrossEntropyLoss', use_sigmoid: false, loss_weight: 1 }),
    /** File of `numpy.save` with the embeddings that queries start from; null: random ones. */
    query_init_path: z.string().nullable().default(null),
    /** Which proposal each query is contrasted with. */
    obj_assigner: slot('assigner').nullable().default(null),
    /** Loss of the embeddings. */
    loss_contrastive: slot('loss').prefault({ type: 'ContrastiveLoss', loss_weight: 1, temperature: 0.5 }),
  }),
  build: ({ obj_assigner: config, query_init_path: queryFile, ...options }, builder) => {
    const objectAssigner = config === null ? undefined : builder.build('assigner', config, 'obj_assigner');
    if (objectAssigner !== undefined && !isQueryAssigner(objectAssigner)) {
      throw new ConfigError(`obj_assigner: ${config?.type} matches no queries; HungarianAssigner does.`);
    }
    return new SelfSupDetrHead({
      head: new DetrHead(buildDetrHeadModules(options, 0, builder)),
      contrast: contrastOptions(options.loss_contrastive, 'loss_contrastive'),
      objectAssigner,
      ...(queryFile !== null && { queryFile }),
    });
  },
});
