/** @module One stage of Swin Transformer: blocks with alternately shifted windows, then patch merging. */
import { type Tensor4D, tidy } from '../../../engine/index.js';
import { Module, ModuleList } from '../../../nn/index.js';
import { PatchMerging } from './patch-merging.js';
import { SwinBlock, type SwinBlockOptions } from './swin-block.js';

export interface SwinStageOptions extends Omit<SwinBlockOptions, 'shift' | 'dropPathRate'> {
  /** One per block. */
  readonly dropPathRates: readonly number[];
  /** Whether patches are merged at the end. */
  readonly merges: boolean;
  /** Stride of the merging. */
  readonly mergingStride: number;
  /** Whether merged patches are normalized. */
  readonly normalisesMerged: boolean;
}

/** Output of a stage, and the input of the next one; the same map without merging. */
export interface StageMaps {
  readonly output: Tensor4D;
  readonly next: Tensor4D;
}

export class SwinStage extends Module {
  readonly #blocks: readonly SwinBlock[];
  readonly #merging: PatchMerging | undefined;

  constructor(options: SwinStageOptions) {
    super();
    const { dropPathRates, merges, channels, windowSize, layout, normCfg } = options;
    const shifts = [0, Math.floor(windowSize / 2)];
    const blocks = dropPathRates.map(
      (dropPathRate, i) => new SwinBlock({ ...options, dropPathRate, shift: shifts[i % 2] }),
    );
    this.#blocks = this.child('blocks', new ModuleList(blocks)).modules;
    if (!merges) return;
    const merging = new PatchMerging({
      inChannels: channels,
      outChannels: 2 * channels,
      stride: options.mergingStride,
      normCfg: options.normalisesMerged ? normCfg : null,
      order: layout === 'official' ? 'columns-first' : 'channels-first',
    });
    this.#merging = this.child('downsample', merging);
  }

  /** @param x `[B, H, W, C]`. @returns the output `[B, H, W, C]`; next `[B, H / 2, W / 2, 2C]`. */
  forward(x: Tensor4D): StageMaps {
    return tidy(() => {
      let output = x;
      for (const block of this.#blocks) output = block.forward(output);
      return { output, next: this.#merging?.forward(output) ?? output };
    }) as StageMaps;
  }
}
