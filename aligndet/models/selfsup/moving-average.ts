/** @module The target branch as a moving average of the online one: https://arxiv.org/abs/2307.11077, section 3.3. */
import { tidy } from '../../engine/index.js';
import type { Module } from '../../nn/index.js';

/** Parameters shared by both branches from the first update on: the object queries of DETR. */
const HELD_IN_COMMON = 'query_embedding';

/**
 * Updates every parameter of `target` towards its counterpart, including frozen ones; buffers are kept.
 *
 * @param online a module with the parameters of `target`, in the same order.
 * @param momentum weight of the target's current value.
 */
export function moveTowards(target: Module, online: Module, momentum: number): void {
  const weight = Math.fround(1 - momentum);
  const targets = target.parameters();
  for (const [i, [name, own]] of [...online.namedParameters()].entries()) {
    const its = targets[i];
    if (name.includes(HELD_IN_COMMON)) its.share(own);
    else tidy(() => its.value.assign(its.value.mul(momentum).add(own.value.mul(weight))));
  }
}
