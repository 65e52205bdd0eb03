/** @module Optimizer steps, gradient clipping and accumulation. */
import { Builder } from '../../../aligndet/core/index.js';
import { dispose, type Tensor, tensor, tidy } from '../../../aligndet/engine/index.js';
import { Module, Parameter } from '../../../aligndet/nn/index.js';
import { clipFactor, optimizerRegistry, type ParamGroup } from '../../../aligndet/optim/index.js';
import { GradientSum, type Runner } from '../../../aligndet/runner/index.js';
import { compareValues, mismatch } from '../compare.js';
import type { Finding } from '../handler.js';
import type { CaseArrays } from '../read-case.js';

interface Tolerance {
  rtol: number;
  atol: number;
}

function parameterOf(array: { shape: readonly number[]; data: ArrayLike<number> }): Parameter {
  const parameter = new Parameter(array.shape);
  parameter.assign(array.data);
  return parameter;
}

interface StepsCase {
  type: string;
  steps: number;
  param_groups: ({ lr: number; mult?: number } & Record<string, unknown>)[];
  lr_per_step: number[] | null;
  group_of?: Record<string, number>;
  tolerance: Tolerance;
}

export function optimizerSteps(
  json: Record<string, unknown>,
  inputs: CaseArrays,
  expected: CaseArrays,
): Finding[] {
  const golden = json as unknown as StepsCase;
  const parameters = new Map(
    [...inputs]
      .filter(([name]) => name.startsWith('param.'))
      .map(([name, array]) => [name.slice(6), parameterOf(array)]),
  );
  const { mult: _mult, ...first } = golden.param_groups[0];
  const factory = new Builder([optimizerRegistry]).build('optimizer', { type: golden.type, ...first });
  const groups: ParamGroup[] = golden.param_groups.map(({ mult: _factor, ...options }, g) => ({
    parameters: [...parameters]
      .filter(([name]) => (golden.group_of?.[name] ?? 0) === g)
      .map(([, parameter]) => parameter),
    options: { ...factory.defaults, ...options },
  }));
  const optimizer = factory.create(groups);
  const findings: Finding[] = [];
  for (let step = 0; step < golden.steps; step++) {
    groups.forEach(({ options }, g) => {
      if (golden.lr_per_step) options.lr = golden.lr_per_step[step] * (golden.param_groups[g].mult ?? 1);
    });
    const gradients = new Map<Parameter, Tensor>();
    for (const [name, parameter] of parameters) {
      const array = inputs.get(`grad.${step}.${name}`);
      if (array !== undefined) gradients.set(parameter, parameter.tensorOf(array.data));
    }
    optimizer.step(gradients);
    dispose([...gradients.values()]);
    for (const [name, parameter] of parameters) {
      const reference = expected.get(`param.${step}.${name}`);
      if (reference)
        findings.push(
          compareValues(`param.${step}.${name}`, parameter.read(), reference.data, golden.tolerance),
        );
    }
  }
  const saved = optimizer.save();
  const order = groups.flatMap((group) => group.parameters);
  for (const [name, reference] of expected) {
    if (!name.startsWith('state.')) continue;
    const slot = name.slice(name.lastIndexOf('.') + 1);
    const owner = name.slice(6, name.lastIndexOf('.'));
    const kept = saved.state.get(order.indexOf(parameters.get(owner) as Parameter));
    const actual = slot === 'step' ? [kept?.step ?? 0] : kept?.slots[slot]?.data;
    findings.push(
      actual === undefined
        ? mismatch(name, 'is not kept')
        : compareValues(name, actual, reference.data, golden.tolerance),
    );
  }
  optimizer.dispose();
  for (const parameter of parameters.values()) parameter.dispose();
  return findings;
}

export function gradClip(json: Record<string, unknown>, inputs: CaseArrays, expected: CaseArrays): Finding[] {
  const tolerance = json.tolerance as Tolerance;
  const names = [...inputs.keys()];
  const parameters = names.map((name) => parameterOf(inputs.get(name) as never));
  const { norm, factor } = clipFactor(new Map(parameters.map((parameter) => [parameter, parameter.value])), {
    max_norm: json.max_norm as number,
    norm_type: json.norm_type as number | 'inf',
  });
  const findings = [compareValues('total_norm', [norm], expected.get('total_norm')?.data ?? [], tolerance)];
  names.forEach((name, i) => {
    const actual = tidy(() => parameters[i].value.mul(factor).dataSync());
    findings.push(compareValues(name, actual, expected.get(name)?.data ?? [], tolerance));
  });
  for (const parameter of parameters) parameter.dispose();
  return findings;
}

class OneWeight extends Module {
  readonly w: Parameter;

  constructor(array: { shape: readonly number[]; data: ArrayLike<number> }) {
    super();
    this.w = this.parameter('w', parameterOf(array));
  }
}

/** Loss `sum((w * x)^2)`, whose gradient is `2 w x^2`. */
export function gradientAccumulation(
  json: Record<string, unknown>,
  inputs: CaseArrays,
  expected: CaseArrays,
): Finding[] {
  const {
    first_iter: first,
    max_iters: maxIters,
    cumulative_iters: every,
    grad_clip: clip,
  } = json as {
    first_iter: number;
    max_iters: number;
    cumulative_iters: number;
    grad_clip: { max_norm: number; norm_type?: number } | null;
  };
  const model = new OneWeight(inputs.get('w') as never);
  const factory = new Builder([optimizerRegistry]).build('optimizer', {
    type: 'SGD',
    lr: 0.1,
    momentum: 0.9,
  });
  const optimizer = factory.create([{ parameters: [model.w], options: { ...factory.defaults } }]);
  const sum = new GradientSum(every);
  const findings: Finding[] = [];
  for (let iter = first; iter < maxIters; iter++) {
    const gradient = tidy(() => {
      const x = tensor(Float32Array.from((inputs.get(`x.${iter}`) as { data: ArrayLike<number> }).data));
      return model.w.value.mul(x.square()).mul(2);
    });
    const gradients = new Map<Parameter, Tensor>([[model.w, gradient]]);
    const runner = {
      iter,
      maxIters,
      isLastIter: iter + 1 === maxIters,
      isEvery: (interval: number) => (iter + 1) % interval === 0,
      logger: { warn() {} },
      output: { gradients },
    } as unknown as Runner;
    if (sum.add(runner)) {
      if (clip === null) optimizer.step(gradients);
      else {
        const clipped = clipFactor(gradients, { norm_type: 2, ...clip });
        const norm = (json.grad_norm as Record<string, number>)[iter];
        if (norm !== undefined)
          findings.push(
            compareValues(`grad_norm.${iter}`, [clipped.norm], [norm], json.tolerance as Tolerance),
          );
        optimizer.step(gradients, clipped.factor);
      }
    }
    dispose([...gradients.values()]);
    findings.push(
      compareValues(
        `w.${iter}`,
        model.w.read(),
        expected.get(`w.${iter}`)?.data ?? [],
        json.tolerance as Tolerance,
      ),
    );
  }
  optimizer.dispose();
  model.dispose();
  return findings;
}
