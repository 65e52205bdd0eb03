/**
 * @module The Swin Transformer, https://arxiv.org/abs/2103.14030, in the layout of mmdetection or of its authors. Dims: B
 * images, maps `[B, H, W, C]`.
 */
import type { RandomSource } from '../../../core/index.js';
import { noGrad, type Tensor4D, tidy } from '../../../engine/index.js';
import {
  Dropout,
  type InitCfg,
  type InitContext,
  initialize,
  interpolate,
  Module,
  mapLayout,
  type Norm,
  normLayer,
  Parameter,
  truncatedNormalValues,
} from '../../../nn/index.js';
import { freezeParameters } from '../../freeze-parameters.js';
import type { Backbone } from '../backbone.js';
import { PatchEmbedding } from './patch-embedding.js';
import { SparseList } from './sparse-list.js';
import type { SwinOptions } from './swin-options.js';
import { type StageMaps, SwinStage } from './swin-stage.js';

const FRESH_POSITIONS = { mean: 0, std: 0.02, a: -2, b: 2 };
const FRESH_WEIGHTS: readonly InitCfg[] = [
  { type: 'TruncNormal', std: 0.02, layer: 'Linear' },
  { type: 'Constant', val: 1, layer: 'LayerNorm' },
];

/** Connections from the previous backbone: composite backbones, https://arxiv.org/abs/2107.00420. */
export interface Links {
  /** Maps of the previous stages. */
  readonly stages: readonly StageMaps[];
  /** Added to the input of each stage. */
  readonly feeds: readonly (Tensor4D | undefined)[];
}

export class Swin extends Module implements Backbone {
  readonly #options: SwinOptions;
  readonly #positions: Parameter | undefined;
  readonly #embedding: PatchEmbedding | undefined;
  readonly #dropout: Dropout;
  readonly #stages: readonly (SwinStage | undefined)[];
  readonly #norms = new Map<number, Norm>();

  /**
   * @param takesOver makes it the second of a composite backbone: without patch embedding, and without the stages
   * before this one, counted from 1.
   */
  constructor(options: SwinOptions, takesOver?: number) {
    super();
    this.#options = options;
    const { channels, positions, normCfg, outIndices, layout } = options;
    const isWhole = takesOver === undefined;
    if (positions !== undefined && (isWhole || takesOver < 1)) {
      const shape = [1, channels, ...positions];
      this.#positions = this.parameter('absolute_pos_embed', new Parameter(shape, { layout: mapLayout }));
    }
    if (isWhole) this.#embedding = this.child('patch_embed', embeddingOf(options));
    this.#dropout = this.child('pos_drop', new Dropout(options.dropRate));
    this.#stages = stagesOf(options).map((stage, i) => (isWhole || i >= takesOver - 1 ? stage() : undefined));
    this.child(layout === 'official' ? 'layers' : 'stages', new SparseList(this.#stages));
    for (const index of outIndices) {
      const { norm } = normLayer(normCfg, channels * 2 ** index);
      this.#norms.set(index, this.child(`norm${index}`, norm));
    }
    if (layout === 'official') this.#freeze();
  }

  /** How a checkpoint is converted to this layout. */
  get pretrainedLayout(): 'swin' | 'swin-converted' | 'swin-official' {
    const { layout, convertsWeights } = this.#options;
    if (layout === 'official') return 'swin-official';
    return convertsWeights ? 'swin-converted' : 'swin';
  }

  override resetParameters(random: RandomSource): void {
    if (this.#options.layout === 'official') this.#drawPositions(random);
    else this.#positions?.fill(0);
    super.resetParameters(random);
  }

  /** CBNet initializes first and then loads; mmdetection keeps what the checkpoint lacks as constructed. */
  override initWeights(context: InitContext): void {
    const { layout, checkpoint } = this.#options;
    if (checkpoint === null || layout === 'official') {
      if (layout === 'mmdetection') this.#drawPositions(context.random);
      initialize(this, FRESH_WEIGHTS, context);
    }
    if (checkpoint !== null) context.loadPretrained(this, checkpoint, undefined);
  }

  /** mmdetection freezes only here: its optimizers list the frozen parameters as trainable. */
  override train(mode = true): this {
    super.train(mode);
    this.#freeze();
    return this;
  }

  /** @returns one map `[B, h, w, C]` for each of `out_indices`, in network order. */
  forward(images: Tensor4D): Tensor4D[] {
    return tidy(() => {
      const { embedding, positions, numStages } = frozenModules(this.#options);
      if (!embedding || !positions) return this.run(this.embed(images)).outputs;
      const still = noGrad(() => {
        const maps: Tensor4D[] = [];
        let x = this.embed(images);
        for (const stage of this.#stages.slice(0, numStages)) {
          const { output, next } = stage!.forward(x);
          maps.push(output);
          x = next;
        }
        return [...maps, x.clone()];
      });
      const start = still.pop()!;
      const first = still.flatMap((map, stage) => this.#output(stage, map));
      return [...first, ...this.run(start, { from: numStages }).outputs];
    });
  }

  /** @param images `[B, H, W, C]`. @returns the embedded patches `[B, h, w, C]`. */
  embed(images: Tensor4D): Tensor4D {
    return tidy(() => {
      const patches = this.#embedding!.forward(images);
      const positions = this.#positionsFor(patches);
      return this.#dropout.forward(positions === undefined ? patches : patches.add<Tensor4D>(positions));
    });
  }

  /** Runs the stages after the embedding, or those after `from`. */
  run(
    start: Tensor4D,
    { from = 0, links }: { from?: number; links?: Links } = {},
  ): { outputs: Tensor4D[]; stages: StageMaps[] } {
    const stages: StageMaps[] = [];
    const outputs: Tensor4D[] = [];
    let x = start;
    for (let i = from; i < this.#stages.length; i++) {
      const maps = this.#runStage(i, x, links);
      stages.push(maps);
      outputs.push(...this.#output(i, maps.output));
      x = maps.next;
    }
    return { outputs, stages };
  }

  #runStage(i: number, x: Tensor4D, links: Links | undefined): StageMaps {
    const stage = this.#stages[i];
    if (stage === undefined) return links!.stages[i];
    const feed = links?.feeds[i];
    return stage.forward(feed === undefined ? x : x.add(feed));
  }

  /** None if the output of the stage is not requested. */
  #output(stage: number, map: Tensor4D): Tensor4D[] {
    const norm = this.#norms.get(stage);
    return norm === undefined ? [] : [norm.forward(map)];
  }

  /** `[1, h, w, C]`, resized to the map. */
  #positionsFor({ shape: [, height, width] }: Tensor4D): Tensor4D | undefined {
    const positions = this.#positions?.value as Tensor4D | undefined;
    if (positions === undefined) return undefined;
    const isSame = positions.shape[1] === height && positions.shape[2] === width;
    return isSame ? positions : interpolate(positions, { size: [height, width], mode: 'bicubic' });
  }

  #drawPositions(random: RandomSource): void {
    if (this.#positions === undefined) return;
    this.#positions.assign(truncatedNormalValues(this.#positions.size, FRESH_POSITIONS, random));
  }

  #freeze(): void {
    const frozen = frozenModules(this.#options);
    if (frozen.positions && this.#positions !== undefined) this.#positions.requiresGrad = false;
    if (frozen.dropout) this.#dropout.eval();
    const parts: (Module | undefined)[] = [
      ...(frozen.embedding ? [this.#embedding] : []),
      ...this.#stages.slice(0, frozen.numStages),
      ...[...this.#norms].filter(([stage]) => stage < frozen.numNorms).map(([, norm]) => norm),
    ];
    for (const part of parts) {
      if (part === undefined) continue;
      part.eval();
      freezeParameters(part);
    }
  }
}

/** The meaning of `frozen_stages`: the authors count the patch embedding as a stage, and freeze no norms. */
function frozenModules({ layout, frozenStages, depths }: SwinOptions) {
  const isOfficial = layout === 'official';
  const numStages = Math.min(Math.max(isOfficial ? frozenStages - 1 : frozenStages, 0), depths.length);
  return {
    embedding: frozenStages >= 0,
    positions: frozenStages >= (isOfficial ? 1 : 0),
    dropout: frozenStages >= (isOfficial ? 2 : 0),
    numStages,
    numNorms: isOfficial ? 0 : numStages,
  };
}

function embeddingOf(options: SwinOptions): PatchEmbedding {
  const { inChannels, channels, patchSize, normalisesPatches, normCfg, layout } = options;
  return new PatchEmbedding({
    inChannels,
    channels,
    kernelSize: patchSize,
    normCfg: normalisesPatches ? normCfg : null,
    projectionName: layout === 'official' ? 'proj' : 'projection',
  });
}

/** Constructor of each stage. */
function stagesOf(options: SwinOptions): (() => SwinStage)[] {
  const { depths, dropPathRate, layout } = options;
  const numBlocks = depths.reduce((sum, depth) => sum + depth);
  const rates = Array.from(
    { length: numBlocks },
    (_, i) => (dropPathRate * i) / Math.max(numBlocks - 1, 1), // increases with depth
  );
  return depths.map((depth, i) => {
    const dropPathRates = rates.splice(0, depth);
    return () =>
      new SwinStage({
        ...options,
        channels: options.channels * 2 ** i,
        numHeads: options.numHeads[i],
        dropPathRates,
        merges: i < depths.length - 1,
        mergingStride: options.mergingStrides[i],
        // In the authors' code merging normalizes regardless of patch normalization.
        normalisesMerged: layout === 'official' || options.normalisesPatches,
      });
  });
}
