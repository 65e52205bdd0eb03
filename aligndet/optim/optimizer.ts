/** @module Shared code of all optimizers: groups, state per parameter, saving and restoring in PyTorch's layout. */
import { CheckpointError } from '../core/index.js';
import { type Compiled, compile, type Tensor, tensor1d, tidy, unstack, zerosLike } from '../engine/index.js';
import type { Parameter } from '../nn/index.js';
import type { GroupOptions, ParamGroup } from './param-group.js';

/** Gradients of one step, in the memory layout; a parameter without one is skipped, including its weight decay. */
export type Gradients = ReadonlyMap<Parameter, Tensor>;

/** State tensors of one parameter, by PyTorch's names. */
export type Slots = Readonly<Record<string, Tensor>>;

/** Options of a group that determine the arithmetic, in addition to its values. */
export type Flags = Readonly<Record<string, boolean>>;

/** The update of one parameter. */
export interface UpdateRule {
  /** Values of one step, such as the learning rate with its correction. They may differ between steps. */
  factors(options: GroupOptions, step: number): Readonly<Record<string, number>>;
  /** Constant settings, so that the steps can be compiled: whether there is weight decay, for example. */
  flags(options: GroupOptions): Flags;
  /**
   * @param slots empty before the first step.
   * @param factors scalars, by the names of {@link UpdateRule.factors}.
   * @returns the new value and the new slots. Inputs are not disposed.
   */
  update(
    value: Tensor,
    gradient: Tensor,
    slots: Slots,
    factors: Readonly<Record<string, Tensor>>,
    flags: Flags,
  ): { value: Tensor; slots: Slots };
}

/** As `torch.optim.Optimizer.state_dict()`, arrays in the published layout. */
export interface OptimizerState {
  state: Map<
    number,
    { step?: number; slots: Record<string, { shape: readonly number[]; data: Float32Array }> }
  >;
  param_groups: (GroupOptions & { params: number[] })[];
}

interface ParameterState {
  step: number;
  slots: Slots;
}

/** Shared data of parameters with equal options and age in one step. */
interface Kind {
  /** The factors' names, and their values in that order. */
  readonly names: readonly string[];
  readonly factors: Tensor;
  readonly flags: Flags;
}

/** A parameter to update. */
interface Due {
  readonly parameter: Parameter;
  readonly gradient: Tensor;
  readonly options: GroupOptions;
}

/** The same, for the compiled rule. */
interface Update {
  /** Index of its {@link Kind}. */
  readonly kind: number;
  readonly value: Tensor;
  readonly gradient: Tensor;
  readonly slots: Slots;
}

export class Optimizer {
  readonly #states = new Map<Parameter, ParameterState>();
  readonly #run: Compiled<
    [kinds: readonly Kind[], updates: readonly Update[]],
    { value: Tensor; slots: Slots }[]
  >;

  /**
   * @param type published name, such as `SGD`.
   * @param slotNames state tensors of the rule, by PyTorch's names.
   * @param countsSteps whether the step is saved per parameter, as in Adam.
   */
  constructor(
    readonly type: string,
    readonly groups: readonly ParamGroup[],
    private readonly rule: UpdateRule,
    private readonly countsSteps: boolean,
  ) {
    // One call for many parameters: for a small model, calls one by one take longer than the arithmetic.
    this.#run = compile((kinds, updates) => updateAll(rule, kinds, updates), { maxSignatures: 128 });
  }

  /** Current learning rates, per group. */
  get rates(): number[] {
    return this.groups.map(({ options }) => options.lr);
  }

  /**
   * Updates every parameter that has a gradient. Gradients are not disposed.
   *
   * @param scale factor of all gradients, for clipping.
   */
  step(gradients: Gradients, scale?: number): void {
    const due = this.groups.flatMap(({ parameters, options }) =>
      parameters.flatMap((parameter) => {
        const gradient = gradients.get(parameter);
        return gradient === undefined ? [] : [{ parameter, gradient, options }];
      }),
    );
    for (const batch of batches(due)) this.#update(batch, scale);
  }

  #update(due: readonly Due[], scale: number | undefined): void {
    const kinds = new Map<string, Kind>();
    const updates = due.map(({ parameter, gradient, options }): Update => {
      const { step, slots } = this.#stateOf(parameter);
      const factors = { ...this.rule.factors(options, step + 1), scale: scale ?? 1 };
      const flags = { ...this.rule.flags(options), isScaled: scale !== undefined };
      const key = JSON.stringify([factors, flags]);
      if (!kinds.has(key)) {
        kinds.set(key, { names: Object.keys(factors), factors: tensor1d(Object.values(factors)), flags });
      }
      return { kind: [...kinds.keys()].indexOf(key), value: parameter.value, gradient, slots };
    });
    const results = this.#run([...kinds.values()], updates);
    for (const { factors } of kinds.values()) factors.dispose();
    due.forEach(({ parameter }, i) => {
      const { value, slots } = results[i];
      parameter.value.assign(value);
      value.dispose();
      const before = this.#stateOf(parameter);
      for (const tensor of Object.values(before.slots)) tensor.dispose();
      this.#states.set(parameter, { step: before.step + 1, slots });
    });
  }

  #stateOf(parameter: Parameter): ParameterState {
    return this.#states.get(parameter) ?? { step: 0, slots: {} };
  }

  /** All state for a resumed run, in PyTorch's format. */
  save(): OptimizerState {
    const state: OptimizerState['state'] = new Map();
    let index = 0;
    const groups = this.groups.map(({ parameters, options }) => {
      const params: number[] = [];
      for (const parameter of parameters) {
        const kept = this.#states.get(parameter);
        if (kept !== undefined) {
          const slots = Object.fromEntries(
            Object.entries(kept.slots).map(([name, tensor]) => [
              name,
              { shape: [...parameter.shape], data: parameter.publish(tensor) as Float32Array },
            ]),
          );
          state.set(index, { ...(this.countsSteps && { step: kept.step }), slots });
        }
        params.push(index++);
      }
      return { ...options, params };
    });
    return { state, param_groups: groups };
  }

  /**
   * Restores the result of {@link save}, or a state that PyTorch saved for the same model.
   *
   * @throws {CheckpointError} if groups or sizes differ; nothing is changed then.
   */
  restore({ state, param_groups: groups }: OptimizerState): void {
    if (groups.length !== this.groups.length) {
      throw new CheckpointError(
        `The checkpoint's optimizer has ${groups.length} parameter groups, this run's has ${this.groups.length}. ` +
          'Resume with the config that the checkpoint was trained with, or start from its weights by load_from.',
      );
    }
    const placed = new Map<Parameter, ParameterState>();
    this.groups.forEach(({ parameters }, g) => {
      if (groups[g].params.length !== parameters.length) {
        throw new CheckpointError(
          `Group ${g} of the checkpoint's optimizer has ${groups[g].params.length} parameters, this run's has ${parameters.length}.`,
        );
      }
      parameters.forEach((parameter, p) => {
        const saved = state.get(groups[g].params[p]);
        if (saved === undefined) return;
        const slots = Object.fromEntries(
          Object.entries(saved.slots).map(([name, { data }]) => [name, parameter.tensorOf(data)]),
        );
        placed.set(parameter, { step: saved.step ?? 1, slots });
      });
    });
    this.dispose();
    for (const [parameter, kept] of placed) this.#states.set(parameter, kept);
    this.groups.forEach(({ options }, g) => {
      const { params: _params, ...saved } = groups[g];
      Object.assign(options, saved);
    });
  }

  /** Disposes the state tensors. */
  dispose(): void {
    for (const { slots } of this.#states.values())
      for (const tensor of Object.values(slots)) tensor.dispose();
    this.#states.clear();
    this.#run.dispose();
  }
}

/** Max elements updated by one call, except for one large tensor: old and new values are in memory at the same time. */
const BATCH_SIZE = 2 ** 24;

function batches(due: readonly Due[]): Due[][] {
  const all: Due[][] = [];
  let room = 0;
  for (const one of due) {
    if (one.gradient.size > room) {
      all.push([]);
      room = BATCH_SIZE;
    }
    all[all.length - 1].push(one);
    room -= one.gradient.size;
  }
  return all;
}

function updateAll(rule: UpdateRule, kinds: readonly Kind[], updates: readonly Update[]) {
  const scalars = kinds.map(({ names, factors }) => {
    const all = unstack(factors);
    return Object.fromEntries(names.map((name, i) => [name, all[i]]));
  });
  return tidy(() =>
    updates.map(({ kind, value, gradient, slots }) => {
      const { scale, ...factors } = scalars[kind];
      const { flags } = kinds[kind];
      return rule.update(value, flags.isScaled ? gradient.mul(scale) : gradient, slots, factors, flags);
    }),
  );
}

/** The state tensor of that name, or zeros before the first step. */
export function slotOrZeros(slots: Slots, name: string, like: Tensor): Tensor {
  return slots[name] ?? zerosLike(like);
}
