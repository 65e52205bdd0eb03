/** @module One stage of a residual network: a sequence of blocks, the first of which may change the shape. */
import { type Tensor4D, tidy } from '../../engine/index.js';
import {
  AvgPool2d,
  Conv2d,
  convNorm,
  type InitCfg,
  type Layer,
  type Norm,
  type NormCfg,
  normLayer,
  PlainSequential,
  Sequential,
} from '../../nn/index.js';
import type { BasicBlock, Bottleneck, BottleneckMiddle, Shortcut } from './residual-blocks.js';

export interface StageOptions {
  readonly block: typeof BasicBlock | typeof Bottleneck;
  readonly numBlocks: number;
  readonly inChannels: number;
  readonly channels: number;
  /** Output channels; default: those of the block's expansion. */
  readonly outChannels?: number;
  readonly middle?: BottleneckMiddle;
  readonly stride: number;
  readonly dilation: number;
  readonly style: 'pytorch' | 'caffe';
  /** Average pooling before the shortcut's convolution instead of striding in it. */
  readonly avgDown: boolean;
  readonly normCfg: NormCfg;
  readonly blockInitCfg: InitCfg | null;
}

export function residualStage(options: StageOptions): Sequential {
  const { block: BlockClass, numBlocks, inChannels, channels, dilation, style, normCfg } = options;
  const out = options.outChannels ?? channels * BlockClass.expansion;
  const { middle, blockInitCfg: initCfg } = options;
  const shared = { dilation, style, normCfg, initCfg, outChannels: out, middle };
  const isSame = options.stride === 1 && inChannels === out;
  const first = new BlockClass(inChannels, channels, {
    ...shared,
    stride: options.stride,
    downsample: isSame ? undefined : shortcut(options, out),
  });
  const rest = Array.from(
    { length: numBlocks - 1 },
    () => new BlockClass(out, channels, { ...shared, stride: 1 }),
  );
  return new Sequential([first, ...rest]);
}

function shortcut({ inChannels, stride, avgDown, normCfg }: StageOptions, out: number): Shortcut {
  const pools = avgDown ? [new AvgPool2d(stride, { stride, isCeil: true })] : [];
  const conv = new Conv2d(inChannels, out, 1, { stride: avgDown ? 1 : stride, hasBias: false });
  return new ConvShortcut(pools, conv, normLayer(normCfg, out).norm);
}

class ConvShortcut extends PlainSequential implements Shortcut {
  constructor(
    private readonly pools: readonly AvgPool2d[],
    private readonly conv: Conv2d,
    private readonly norm: Norm,
  ) {
    super([...pools, conv, norm] as Layer[]);
  }

  forwardFused(x: Tensor4D): Tensor4D {
    return tidy(() => {
      const pooled = this.pools.reduce((y, pool) => pool.forward(y), x);
      return convNorm(pooled, this.conv, this.norm);
    });
  }
}
