/**
 * @module Attention between projections of its inputs, as PyTorch's `nn.MultiheadAttention`;
 * https://arxiv.org/abs/1706.03762, section 3.2.2. Dims: B images, N queries, M keys, H heads of D channels, C = H * D.
 */
import { ConfigError, type RandomSource } from '../../core/index.js';
import {
  concat,
  matMul,
  pad,
  type Tensor,
  type Tensor2D,
  type Tensor3D,
  type Tensor4D,
  tidy,
  unstack,
  zeros,
} from '../../engine/index.js';
import { attention, Dropout, Linear, Module, Parameter, xavierValues } from '../../nn/index.js';
import type { AttentionCall } from './attention.js';

export interface ProjectedAttentionOptions {
  readonly channels: number;
  readonly numHeads: number;
  /** Dropout rate of the attention weights. */
  readonly dropRate: number;
  /** Whether the batch dimension comes first. */
  readonly batchFirst: boolean;
  readonly hasBias: boolean;
  /** Whether a learned key and value are appended. */
  readonly learnsKey: boolean;
  /** Whether a key and value of zeros are appended. */
  readonly addsZeroKey: boolean;
  readonly keyChannels: number;
  readonly valueChannels: number;
}

/** Inputs of an attention, with positions added. */
export interface Projected extends Pick<AttentionCall, 'attentionMask' | 'keyMask'> {
  readonly query: Tensor3D;
  readonly key: Tensor3D;
  readonly value: Tensor3D;
}

/** PyTorch has a class of its own for it. */
class OutputProjection extends Linear {
  override get kinds(): readonly string[] {
    return ['NonDynamicallyQuantizableLinear', ...super.kinds];
  }
}

export class ProjectedAttention extends Module {
  readonly #options: ProjectedAttentionOptions;
  /** Of queries, keys and values: one for all, or one each. */
  readonly #weights: readonly Parameter[];
  readonly #bias: Parameter | undefined;
  readonly #keyRow: Parameter | undefined;
  readonly #valueRow: Parameter | undefined;
  readonly #dropout: Dropout;
  readonly #output: Linear;

  /** @throws {ConfigError} if the channels are not divisible by the number of heads. */
  constructor(options: ProjectedAttentionOptions) {
    super();
    this.#options = options;
    const { channels, numHeads, keyChannels, valueChannels, hasBias } = options;
    if (channels % numHeads !== 0) {
      throw new ConfigError(`num_heads: ${channels} channels are not divisible by ${numHeads} heads.`);
    }
    const hasOneWeight = keyChannels === channels && valueChannels === channels;
    this.#weights = hasOneWeight
      ? [this.parameter('in_proj_weight', new Parameter([3 * channels, channels]))]
      : [
          this.parameter('q_proj_weight', new Parameter([channels, channels])),
          this.parameter('k_proj_weight', new Parameter([channels, keyChannels])),
          this.parameter('v_proj_weight', new Parameter([channels, valueChannels])),
        ];
    if (hasBias) this.#bias = this.parameter('in_proj_bias', new Parameter([3 * channels]));
    if (options.learnsKey) {
      this.#keyRow = this.parameter('bias_k', new Parameter([1, 1, channels]));
      this.#valueRow = this.parameter('bias_v', new Parameter([1, 1, channels]));
    }
    this.#dropout = new Dropout(options.dropRate);
    this.#output = this.child('out_proj', new OutputProjection(channels, channels, { hasBias }));
  }

  override get kinds(): readonly string[] {
    return ['MultiheadAttention'];
  }

  override train(mode = true): this {
    this.#dropout.train(mode);
    return super.train(mode);
  }

  override drawFrom(random: RandomSource): void {
    this.#dropout.drawFrom(random);
    super.drawFrom(random);
  }

  override resetParameters(random: RandomSource): void {
    super.resetParameters(random);
    for (const weight of this.#weights) {
      weight.assign(xavierValues(weight.shape, { distribution: 'uniform' }, random));
    }
    for (const row of [this.#keyRow, this.#valueRow]) {
      row?.assign(xavierValues(row.shape, { distribution: 'normal' }, random));
    }
    this.#bias?.fill(0);
    this.#output.bias?.fill(0);
  }

  /** @returns `[N, B, C]`. */
  forward({ query, key, value, attentionMask, keyMask }: Projected): Tensor3D {
    const { channels, numHeads, batchFirst } = this.#options;
    return tidy(() => {
      const [queries, givenKeys, givenValues] = this.#heads([query, key, value]);
      const [keys, values] = [
        this.#extended(givenKeys, this.#keyRow),
        this.#extended(givenValues, this.#valueRow),
      ];
      const mask = this.#mask(attentionMask, keyMask);
      const weights = [...queries.shape.slice(0, 3), keys.shape[2]]; // [B, H, N, M]
      const dropout = this.#dropout.factors(weights);
      const scale = (channels / numHeads) ** -0.5;
      const attended = attention({ queries, keys, values, mask, dropout }, scale); // [B, H, N, D]
      const rows = attended.transpose(batchFirst ? [0, 2, 1, 3] : [2, 0, 1, 3]).reshape(query.shape);
      return this.#output.forward(rows) as Tensor3D;
    });
  }

  /** Queries, keys and values, `[B, H, N, D]` each; consecutive equal inputs are projected together. */
  #heads(inputs: readonly Tensor3D[]): Tensor4D[] {
    const { channels, numHeads, batchFirst } = this.#options;
    const order = batchFirst ? [2, 0, 3, 1, 4] : [2, 1, 3, 0, 4];
    const heads: Tensor4D[] = [];
    while (heads.length < inputs.length) {
      const from = heads.length;
      const rows = inputs[from];
      let to = from + 1;
      while (this.#weights.length === 1 && inputs[to] === rows) to++;
      const projected = this.#project(rows, from, to); // [rows, (to - from) * C]
      const [first, second] = rows.shape;
      const split = projected.reshape([first, second, to - from, numHeads, channels / numHeads]);
      heads.push(...(unstack(split.transpose(order)) as Tensor4D[]));
    }
    return heads;
  }

  /** Projects by the weights `from` to `to` of queries, keys, values. */
  #project(rows: Tensor3D, from: number, to: number): Tensor {
    const { channels } = this.#options;
    const part = <T extends Tensor>(whole: T): T =>
      from === 0 && to === 3 ? whole : whole.slice([from * channels], [(to - from) * channels]);
    const weight = this.#weights.length === 1 ? part(this.#weights[0].value) : this.#weights[from].value;
    const product = matMul(rows.reshape<Tensor2D>([-1, rows.shape[2]]), weight as Tensor2D, false, true);
    return this.#bias === undefined ? product : product.add(part(this.#bias.value));
  }

  /** With the appended rows. @param row `[1, 1, C]`. */
  #extended(given: Tensor4D, row: Parameter | undefined): Tensor4D {
    const [batch, numHeads, , depth] = given.shape;
    const parts = [given];
    if (row !== undefined)
      parts.push(row.value.reshape<Tensor4D>([1, numHeads, 1, depth]).tile([batch, 1, 1, 1]));
    if (this.#options.addsZeroKey) parts.push(zeros([batch, numHeads, 1, depth]));
    return parts.length === 1 ? given : concat(parts, 2);
  }

  /** `[B or 1, 1, N or 1, M]`; appended rows are never masked. */
  #mask(attentionMask: Tensor2D | undefined, keyMask: Tensor2D | undefined): Tensor4D | undefined {
    const ofPairs = attentionMask?.reshape<Tensor4D>([1, 1, ...attentionMask.shape]);
    const ofKeys = keyMask?.reshape<Tensor4D>([keyMask.shape[0], 1, 1, keyMask.shape[1]]);
    const both =
      ofPairs !== undefined && ofKeys !== undefined ? ofKeys.add<Tensor4D>(ofPairs) : (ofPairs ?? ofKeys);
    const { learnsKey, addsZeroKey } = this.#options;
    const further = Number(learnsKey) + Number(addsZeroKey);
    if (both === undefined || further === 0) return both;
    return pad(both, [
      [0, 0],
      [0, 0],
      [0, 0],
      [0, further],
    ]);
  }
}
