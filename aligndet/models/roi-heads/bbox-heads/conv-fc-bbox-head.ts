/**
 * @module Box head of convolutions and linear layers, first shared, then separate for classes and boxes,
 * https://arxiv.org/abs/1612.03144, section 4.3. Dims: R RoIs, h, w, C channels, K classes.
 */
import type { Tensor, Tensor2D, Tensor4D } from '../../../engine/index.js';
import { tensor1d, tidy } from '../../../engine/index.js';
import { type ConvModuleOptions, type InitCfg, Module, PlainModuleList } from '../../../nn/index.js';
import type { Losses } from '../../../structures/index.js';
import type { BBoxCoder } from '../../coders/bbox-coder.js';
import type { Loss } from '../../losses/loss.js';
import type { SamplingResult } from '../../samplers/sampling-result.js';
import { zeroLoss } from '../../zero-loss.js';
import type { BBoxHead, BBoxOutputs } from './bbox-head.js';
import { accuracy, boxLoss } from './bbox-losses.js';
import { type BBoxTargets, bboxTargets } from './bbox-targets.js';
import { type Branch, convFcBranch, type Flow, linearOn, runBranch, toRows } from './conv-fc-branch.js';

/** Numbers of layers of one branch. */
export interface Depth {
  readonly convs: number;
  readonly fcs: number;
}

/** A layer with weights on rows. */
export interface RowModule extends Module {
  forward(rows: Tensor2D): Tensor2D;
}

export interface ConvFcBBoxHeadModules {
  readonly inChannels: number;
  readonly roiSize: readonly [height: number, width: number];
  readonly shared: Depth;
  readonly cls: Depth;
  readonly reg: Depth;
  readonly convChannels: number;
  readonly fcChannels: number;
  readonly conv: ConvModuleOptions;
  readonly hasAvgPool: boolean;
  readonly hasCls: boolean;
  readonly hasReg: boolean;
  readonly numClasses: number;
  readonly isClassAgnostic: boolean;
  readonly regressesBoxes: boolean;
  readonly coder: BBoxCoder;
  readonly lossCls: Loss;
  readonly lossBbox: Loss;
  readonly initCfg: InitCfg | readonly InitCfg[] | null;
  /** Creates the last classification layers; default: one linear layer to K + 1 scores. */
  readonly classifier?: (flow: Flow, hasAvgPool: boolean) => RowModule;
}

export class ConvFcBBoxHead extends Module implements BBoxHead {
  readonly #modules: ConvFcBBoxHeadModules;
  readonly #shared: Branch;
  readonly #cls: Branch;
  readonly #reg: Branch;
  readonly #fcCls: RowModule | undefined;
  readonly #fcReg: RowModule | undefined;

  constructor(modules: ConvFcBBoxHeadModules) {
    super(modules.initCfg);
    this.#modules = modules;
    const { inChannels, roiSize, convChannels, fcChannels, conv, hasAvgPool, numClasses } = modules;
    const branch = (input: Flow, { convs, fcs }: Depth) =>
      convFcBranch(input, { numConvs: convs, numFcs: fcs, convChannels, fcChannels, hasAvgPool, conv });
    this.#shared = branch({ channels: inChannels, size: roiSize }, modules.shared);
    this.#cls = branch(this.#shared.out, modules.cls);
    this.#reg = branch(this.#shared.out, modules.reg);
    const classifier = modules.classifier ?? ((flow: Flow) => linearOn(flow, numClasses + 1, hasAvgPool));
    // The published state dict begins with the last layers.
    if (modules.hasCls) this.#fcCls = this.child('fc_cls', classifier(this.#cls.out, hasAvgPool));
    if (modules.hasReg) {
      const boxes = modules.isClassAgnostic ? 1 : numClasses;
      this.#fcReg = this.child('fc_reg', linearOn(this.#reg.out, 4 * boxes, hasAvgPool));
    }
    for (const [name, { convs, fcs }] of [
      ['shared', this.#shared],
      ['cls', this.#cls],
      ['reg', this.#reg],
    ] as const) {
      this.child(`${name}_convs`, new PlainModuleList(convs));
      this.child(`${name}_fcs`, new PlainModuleList(fcs));
    }
  }

  get numClasses(): number {
    return this.#modules.numClasses;
  }

  get coder(): BBoxCoder {
    return this.#modules.coder;
  }

  get lossCls(): Loss {
    return this.#modules.lossCls;
  }

  /** @param roiFeatures `[R, h, w, C]`. */
  forward(roiFeatures: Tensor4D): BBoxOutputs {
    const { hasAvgPool } = this.#modules;
    const outputs = tidy(() => {
      const shared = runBranch(roiFeatures, this.#shared, hasAvgPool);
      const read = (branch: Branch, last: RowModule) =>
        last.forward(toRows(runBranch(shared, branch, hasAvgPool), hasAvgPool));
      return {
        ...(this.#fcCls && { clsScore: read(this.#cls, this.#fcCls) }), // [R, K + 1]
        ...(this.#fcReg && { bboxPred: read(this.#reg, this.#fcReg) }), // [R, 4 * K] or [R, 4]
      };
    });
    return outputs as BBoxOutputs;
  }

  targets(samples: readonly SamplingResult[], posWeight: number): BBoxTargets {
    const { numClasses: background, coder, regressesBoxes } = this.#modules;
    return bboxTargets(samples, { background, posWeight, coder, regressesBoxes });
  }

  boxLoss(bboxPred: Tensor2D, rois: Float32Array, targets: BBoxTargets): Tensor {
    const { lossBbox, numClasses: background, isClassAgnostic, regressesBoxes, coder } = this.#modules;
    const decoder = regressesBoxes ? coder : undefined;
    return boxLoss(bboxPred, rois, targets, { lossBbox, background, isClassAgnostic, decoder });
  }

  losses({ clsScore, bboxPred }: BBoxOutputs, rois: Float32Array, targets: BBoxTargets): Losses {
    const { labels, labelWeights } = targets;
    if (labels.length === 0) return { loss_bbox: zeroLoss(this) };
    const losses: Losses = {};
    if (clsScore !== undefined) {
      const avgFactor = Math.max(labelWeights.filter((weight) => weight > 0).length, 1);
      losses.loss_cls = tidy(() =>
        this.lossCls(clsScore, tensor1d(labels, 'int32'), { weight: tensor1d(labelWeights), avgFactor }),
      );
      losses.acc = accuracy(clsScore, labels);
    }
    if (bboxPred !== undefined) losses.loss_bbox = this.boxLoss(bboxPred, rois, targets);
    return losses;
  }
}
