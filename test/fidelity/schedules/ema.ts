/** @module The weights of a target branch over a run: the momentum hook and the moving average. */
import { builtinBuilder } from '../../../aligndet/builtins.js';
import { moveTowards } from '../../../aligndet/models/index.js';
import { Module, Parameter } from '../../../aligndet/nn/index.js';
import type { Runner } from '../../../aligndet/runner/index.js';
import { compareValues, mismatch, type Tolerance } from '../compare.js';
import type { Finding } from '../handler.js';
import type { CaseArrays } from '../read-case.js';

interface EmaCase {
  readonly base_momentum: number;
  readonly end_momentum: number;
  readonly max_iters: number;
  readonly update_interval: number;
  /** In force at each iteration. */
  readonly momentum: readonly number[];
  readonly tolerance: Tolerance;
}

/** Holds the parameters of a case under their full names. */
class Branch extends Module {
  readonly byName = new Map<string, Parameter>();
  readonly #made: Parameter[] = [];

  constructor(values: CaseArrays) {
    super();
    for (const [name, { shape, data }] of values) this.set(name, shape, data);
  }

  /** Puts a new tensor under a name, as the reference's case does; whoever shares the old one keeps it. */
  set(name: string, shape: readonly number[], data: ArrayLike<number>): void {
    const parameter = new Parameter(shape);
    parameter.assign(data);
    this.#made.push(parameter);
    this.byName.set(name, this.parameter(name, parameter));
  }

  override dispose(): void {
    for (const parameter of this.#made) parameter.dispose();
  }
}

export async function movingAverage(
  json: Record<string, unknown>,
  inputs: CaseArrays,
  expected: CaseArrays,
): Promise<Finding[]> {
  const golden = json as unknown as EmaCase;
  const { end_momentum: end, update_interval: interval } = golden;
  const hook = builtinBuilder().build('hook', {
    type: 'MomentumUpdateHook',
    end_momentum: end,
    update_interval: interval,
  });
  const start = under(inputs, 'online.');
  const [online, target] = [new Branch(start), new Branch(start)];
  const model = {
    baseMomentum: golden.base_momentum,
    momentum: golden.base_momentum,
    momentumUpdate: () => moveTowards(target, online, model.momentum),
  };
  const momenta: number[] = [];
  const findings: Finding[] = [];
  for (let iter = 0; iter < golden.max_iters; iter++) {
    const isEvery = (every: number) => (iter + 1) % every === 0;
    const runner = { model, iter, maxIters: golden.max_iters, isEvery } as unknown as Runner;
    await hook.beforeTrainIter?.(runner);
    momenta.push(model.momentum);
    for (const [name, { shape, data }] of under(inputs, `delta.${iter}.`)) {
      const before = online.byName.get(name)?.read() ?? [];
      online.set(
        name,
        shape,
        Float32Array.from(before, (value, i) => value + data[i]),
      );
    }
    await hook.afterTrainIter?.(runner);
    for (const [name, { data }] of under(expected, `target.${iter}.`)) {
      const values = target.byName.get(name)?.read();
      const quantity = `target.${iter}.${name}`;
      findings.push(
        values === undefined
          ? mismatch(quantity, 'is missing')
          : compareValues(quantity, values, data, golden.tolerance),
      );
    }
  }
  target.dispose();
  online.dispose();
  return [compareValues('momentum', momenta, golden.momentum, { rtol: 1e-14, atol: 0 }), ...findings];
}

/** The arrays whose name begins with `prefix`, without it. */
function under(arrays: CaseArrays, prefix: string): CaseArrays {
  return new Map(
    [...arrays]
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, array]) => [name.slice(prefix.length), array] as const),
  );
}
