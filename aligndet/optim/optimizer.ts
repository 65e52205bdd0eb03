/** @module What every optimizer shares: groups, state per parameter, saving and restoring in PyTorch's layout. */
import { CheckpointError } from '../core/index.js';
import { type Tensor, tidy, zerosLike } from '../engine/index.js';
import type { Parameter } from '../nn/index.js';
import type { GroupOptions, ParamGroup } from './param-group.js';

/** Gradients of one step, in the memory layout; a parameter without one is skipped altogether, its decay too. */
export type Gradients = ReadonlyMap<Parameter, Tensor>;

/** Tensors that an optimizer keeps for one parameter, by PyTorch's names. */
export type Slots = Readonly<Record<string, Tensor>>;

/**
 * One update of one parameter.
 *
 * @returns the new value and the new slots. Inputs are not disposed.
 */
export type UpdateRule = (
  value: Tensor,
  gradient: Tensor,
  slots: Slots,
  options: GroupOptions,
  step: number,
) => { value: Tensor; slots: Slots };

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

export class Optimizer {
  readonly #states = new Map<Parameter, ParameterState>();

  /**
   * @param type published name, such as `SGD`.
   * @param slotNames tensors that the rule keeps, by PyTorch's names.
   * @param countsSteps whether the step is saved per parameter, as Adam does.
   */
  constructor(
    readonly type: string,
    readonly groups: readonly ParamGroup[],
    private readonly rule: UpdateRule,
    private readonly countsSteps: boolean,
  ) {}

  /** Learning rates in force, per group. */
  get rates(): number[] {
    return this.groups.map(({ options }) => options.lr);
  }

  /** Changes every parameter that has a gradient. Gradients are not disposed. */
  step(gradients: Gradients): void {
    for (const { parameters, options } of this.groups) {
      for (const parameter of parameters) {
        const gradient = gradients.get(parameter);
        if (gradient !== undefined) this.#update(parameter, gradient, options);
      }
    }
  }

  #update(parameter: Parameter, gradient: Tensor, options: GroupOptions): void {
    const { step, slots } = this.#states.get(parameter) ?? { step: 0, slots: {} };
    const kept = tidy(() => {
      const next = this.rule(parameter.value, gradient, slots, options, step + 1);
      parameter.value.assign(next.value);
      return next.slots as Record<string, Tensor>;
    });
    for (const tensor of Object.values(slots)) tensor.dispose();
    this.#states.set(parameter, { step: step + 1, slots: kept });
  }

  /** Everything that a resumed run needs, as PyTorch saves it. */
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
   * Takes over what {@link save} gave, or what PyTorch saved for the same model.
   *
   * @throws {CheckpointError} when groups or sizes differ; nothing is changed then.
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
          Object.entries(saved.slots).map(([name, { data }]) => [name, parameter.place(data)]),
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

  /** Frees the kept tensors. */
  dispose(): void {
    for (const { slots } of this.#states.values())
      for (const tensor of Object.values(slots)) tensor.dispose();
    this.#states.clear();
  }
}

/** The kept tensor of that name, or zeros before the first step. */
export function slotOrZeros(slots: Slots, name: string, like: Tensor): Tensor {
  return slots[name] ?? zerosLike(like);
}
