/** @module Golden ops of AlignDet's hooks: the momentum of the target branch, norms that start again. */
import { builtinBuilder } from '../../../aligndet/builtins.js';
import {
  BatchNorm2d,
  Conv2d,
  GroupNorm,
  LayerNorm,
  Linear,
  Module,
  Parameter,
} from '../../../aligndet/nn/index.js';
import type { Runner } from '../../../aligndet/runner/index.js';
import { compareExact, compareJson, compareValues, mismatch } from '../compare.js';
import type { Finding } from '../handler.js';
import type { OpCase, OpHandler } from './op-handler.js';

interface MomentumCase {
  readonly base_momentum: number;
  readonly hook: { readonly type: string };
  readonly max_iters: number;
  readonly start_iter: number;
  /** Iteration, momentum in force, whether the target moved afterwards. */
  readonly rows: readonly (readonly [number, number, boolean])[];
}

async function momentumHook({ json, tolerance }: OpCase): Promise<Finding[]> {
  const golden = json as unknown as MomentumCase;
  const hook = builtinBuilder().build('hook', golden.hook);
  let hasMoved = false;
  const model = {
    baseMomentum: golden.base_momentum,
    momentum: golden.base_momentum,
    momentumUpdate: () => {
      hasMoved = true;
    },
  };
  const momenta: number[] = [];
  const moves: boolean[] = [];
  for (let iter = golden.start_iter; iter < golden.start_iter + golden.rows.length; iter++) {
    const runner = {
      model,
      iter,
      maxIters: golden.max_iters,
      isEvery: (interval: number) => (iter + 1) % interval === 0,
    } as unknown as Runner;
    hasMoved = false;
    await hook.beforeTrainIter?.(runner);
    momenta.push(model.momentum);
    await hook.afterTrainIter?.(runner);
    moves.push(hasMoved);
  }
  const column = <I extends 0 | 1 | 2>(i: I) => golden.rows.map((row) => row[i]);
  return [compareValues('momentum', momenta, column(1), tolerance), compareJson('updates', moves, column(2))];
}

/** Its state dict is that of the two-dimensional norm; the hook tells them apart. */
class BatchNorm1d extends BatchNorm2d {
  override get kinds(): readonly string[] {
    return ['BatchNorm1d', '_BatchNorm'];
  }
}

/** Makes a module of PyTorch's positional arguments. @param hasBias whether the case stores a bias of it. */
type Maker = (args: readonly number[], hasBias: boolean) => Module;

/** Modules that the product has, by PyTorch's names. */
const makers: Record<string, Maker> = {
  Conv2d: ([inputs, outputs, kernel], hasBias) => new Conv2d(inputs, outputs, kernel, { hasBias }),
  Linear: ([inputs, outputs], hasBias) => new Linear(inputs, outputs, { hasBias }),
  BatchNorm1d: ([channels]) => new BatchNorm1d(channels),
  BatchNorm2d: ([channels]) => new BatchNorm2d(channels),
  SyncBatchNorm: ([channels]) => new BatchNorm2d(channels),
  GroupNorm: ([groups, channels]) => new GroupNorm(groups, channels),
  LayerNorm: ([channels]) => new LayerNorm(channels),
};

/** Any other module: the state that the case stores of it. */
class OtherModule extends Module {
  constructor(
    private readonly type: string,
    state: readonly (readonly [name: string, shape: readonly number[]])[],
  ) {
    super();
    for (const [name, shape] of state) this.parameter(name, new Parameter([...shape]));
  }

  override get kinds(): readonly string[] {
    return [this.type];
  }
}

class Row extends Module {
  constructor(modules: readonly (readonly [string, Module])[]) {
    super();
    for (const [name, module] of modules) this.child(name, module);
  }
}

async function resetNormsHook({ json, inputs, expected }: OpCase): Promise<Finding[]> {
  const listed = json.modules as readonly { index: number; type: string; args: number[] }[];
  const model = new Row(
    listed.map(({ index, type, args }) => {
      const state = [...inputs]
        .filter(([name]) => name.startsWith(`${index}.`))
        .map(([name, { shape }]) => [name.slice(`${index}.`.length), shape] as const);
      const make = makers[type] ?? (() => new OtherModule(type, state));
      return [String(index), make(args, inputs.has(`${index}.bias`))] as const;
    }),
  );
  const states = new Map(model.namedState());
  for (const [name, state] of states) state.assign(inputs.get(name)?.data ?? []);
  await builtinBuilder()
    .build('hook', { type: 'ResetNormsHook' })
    .beforeRun?.({ model } as unknown as Runner);
  const findings = [...expected].map(([name, { data }]) => {
    const state = states.get(name);
    return state === undefined ? mismatch(name, 'is missing') : compareExact(name, state.read(), data);
  });
  model.dispose();
  return findings;
}

export const hookOps: Record<string, OpHandler> = {
  selfsup_momentum_update_hook: momentumHook,
  selfsup_reset_norms_hook: resetNormsHook,
};
