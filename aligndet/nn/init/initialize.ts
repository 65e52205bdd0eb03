/** @module Applies `init_cfg` to a module and all modules below it, as mmcv's `initialize` does. */
import { ConfigError, type RandomSource } from '../../core/index.js';
import type { InitContext, InitTarget } from './context.js';
import {
  fans,
  kaimingValues,
  normalValues,
  spreadValues,
  truncatedNormalValues,
  uniformValues,
  xavierValues,
} from './draws.js';
import { type InitCfg, type Initialiser, initCfgSchema } from './init-cfg.js';

type Drawn = Exclude<Initialiser, { type: 'Pretrained' }>;

/** Applies every entry of `initCfg`, in order. @throws {ConfigError} for an override of a child that does not exist. */
export function initialize(
  target: InitTarget,
  initCfg: InitCfg | readonly InitCfg[],
  context: InitContext,
): void {
  for (const entry of [initCfg].flat() as InitCfg[]) {
    const { override, ...own } = initCfgSchema.parse(entry);
    apply(target, own, context, false);
    for (const { name, ...instead } of [override ?? []].flat()) {
      const part = target.part(name);
      if (part === undefined) {
        throw new ConfigError(`init_cfg overrides "${name}", which the module does not have.`);
      }
      apply(part, 'type' in instead ? instead : own, context, true);
    }
  }
}

function apply(target: InitTarget, initialiser: Initialiser, context: InitContext, isWhole: boolean): void {
  if (initialiser.type === 'Pretrained') {
    context.loadPretrained(target, initialiser.checkpoint, initialiser.prefix ?? undefined);
    return;
  }
  const layers = new Set([initialiser.layer ?? []].flat());
  for (const part of childrenFirst(target)) {
    if (isWhole || part.kinds.some((kind) => layers.has(kind))) drawInto(part, initialiser, context.random);
  }
}

/** Traversal order of PyTorch's `Module.apply`. */
function* childrenFirst(target: InitTarget): Generator<InitTarget> {
  for (const [, child] of target.children()) yield* childrenFirst(child);
  yield target;
}

/** Sets the parameters `weight` and `bias` of one module, if it has them. */
function drawInto(target: InitTarget, initialiser: Drawn, random: RandomSource): void {
  for (const [name, parameter] of target.ownParameters()) {
    if (name === 'weight') parameter.assign(weightsOf(initialiser, parameter.shape, random));
    if (name === 'bias') parameter.fill(biasOf(initialiser));
  }
}

function biasOf({ bias, bias_prob: probability }: Drawn): number {
  return probability === null ? bias : -Math.log((1 - probability) / probability);
}

function weightsOf(initialiser: Drawn, shape: readonly number[], random: RandomSource): Float32Array {
  const size = shape.reduce((product, dim) => product * dim, 1);
  switch (initialiser.type) {
    case 'Constant':
      return new Float32Array(size).fill(initialiser.val);
    case 'Normal':
      return normalValues(size, initialiser.mean, initialiser.std, random);
    case 'TruncNormal':
      return truncatedNormalValues(size, initialiser, random);
    case 'Uniform':
      return uniformValues(size, initialiser.a, initialiser.b, random);
    case 'Xavier':
      return xavierValues(shape, initialiser, random);
    case 'Kaiming':
      return kaimingValues(shape, initialiser, random);
    case 'Caffe2Xavier':
      return spreadValues(size, 1 / Math.sqrt(fans(shape).fanIn), 'uniform', random);
  }
}
