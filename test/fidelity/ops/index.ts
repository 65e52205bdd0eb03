/** @module Golden family `ops`: a handler per op, each group in a file of its own. */
import { denseHeadOps } from './dense-heads.js';
import { detectionOps } from './detection.js';
import { headOps } from './heads.js';
import { hookOps } from './hooks.js';
import { lossOps } from './losses.js';
import { maskOps } from './masks.js';
import { matchingOps } from './matching.js';
import { nmsOps } from './nms.js';
import { nnOps } from './nn.js';
import type { OpHandler } from './op-handler.js';
import { roiAlignOps } from './roi-align.js';
import { swinOps } from './swin.js';
import { transformerOps } from './transformers.js';

/** Every op that can be checked, by the folder's name. */
export const opHandlers: Record<string, OpHandler> = {
  ...denseHeadOps,
  ...detectionOps,
  ...headOps,
  ...hookOps,
  ...lossOps,
  ...maskOps,
  ...matchingOps,
  ...nmsOps,
  ...nnOps,
  ...roiAlignOps,
  ...swinOps,
  ...transformerOps,
};
