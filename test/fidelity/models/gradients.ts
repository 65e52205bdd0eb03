/** @module One training step of a model, its losses and its gradients in the published layout. */
import { type Tensor, tidy, type Variable, variableGrads } from '../../../aligndet/engine/index.js';
import type { Module } from '../../../aligndet/nn/index.js';
import type { Losses } from '../../../aligndet/structures/index.js';
import { compareValues, mismatch } from '../compare.js';
import type { Finding } from '../handler.js';
import type { CaseArrays } from '../read-case.js';
import type { ModelTolerance } from './model-case.js';

export interface StepResult {
  /** By name; a list of losses is one array. */
  readonly losses: ReadonlyMap<string, ArrayLike<number>>;
  readonly total: number;
  /** By parameter name; a parameter without gradient is missing. */
  readonly gradients: ReadonlyMap<string, ArrayLike<number>>;
}

/** Sum of all losses: a tensor counts as its mean, a list as the sum of its means. Others are only logged. */
function totalOf(losses: Losses): Tensor {
  const terms = Object.entries(losses)
    .filter(([name]) => name.includes('loss'))
    .flatMap(([, loss]) => (Array.isArray(loss) ? loss : [loss]).map((term) => term.mean()));
  return terms.reduce((sum, term) => sum.add(term));
}

export function runStep(model: Module, step: () => Losses): StepResult {
  const trained = [...model.namedParameters()].filter(([, parameter]) => parameter.requiresGrad);
  const losses = new Map<string, ArrayLike<number>>();
  const gradients = new Map<string, ArrayLike<number>>();
  let total = Number.NaN;
  tidy(() => {
    const variables = trained.map(([, parameter]) => parameter.value as Variable);
    const { value, grads } = variableGrads(() => {
      const computed = step();
      for (const [name, loss] of Object.entries(computed)) losses.set(name, valuesOfLoss(loss));
      return totalOf(computed) as never;
    }, variables);
    total = value.dataSync()[0];
    for (const [name, parameter] of trained) {
      const gradient = grads[parameter.value.name];
      if (gradient !== undefined && gradient !== null) gradients.set(name, parameter.publish(gradient));
    }
  });
  return { losses, total, gradients };
}

function valuesOfLoss(loss: Tensor | Tensor[]): number[] {
  return (Array.isArray(loss) ? loss : [loss]).flatMap((tensor) => [...tensor.dataSync()]);
}

export function compareStep(
  { losses, total, gradients }: StepResult,
  expected: CaseArrays,
  { rtol, atol, grad_rtol: gradRtol }: ModelTolerance,
): Finding[] {
  const findings: Finding[] = [];
  for (const [name, { data }] of expected) {
    const [kind, ...rest] = name.split('.');
    const key = rest.join('.');
    if (kind === 'loss' || name === 'total') {
      const actual = kind === 'loss' ? losses.get(key) : [total];
      findings.push(
        actual === undefined
          ? mismatch(name, 'was not computed')
          : compareValues(name, actual, data, { rtol, atol }, 'tensor'),
      );
    }
    if (kind === 'grad' || kind === 'gradnorm' || kind === 'gradsample') {
      const gradient = gradients.get(key);
      if (gradient === undefined) {
        findings.push(mismatch(name, 'there is no gradient'));
        continue;
      }
      const actual =
        kind === 'grad' ? gradient : kind === 'gradnorm' ? [normOf(gradient)] : strided(gradient, 32);
      const largest = largestOf(data);
      findings.push(
        compareValues(name, actual, data, { rtol: 0, atol: atol + gradRtol * Math.max(largest, 0.1) }),
      );
    }
  }
  const known = new Set([...expected.keys()].filter((name) => name.startsWith('gradnorm.')));
  for (const name of gradients.keys()) {
    if (!known.has(`gradnorm.${name}`)) findings.push(mismatch(`grad.${name}`, 'the reference has none'));
  }
  return findings;
}

/** Every (n / count)-th value. */
export function strided(values: ArrayLike<number>, count: number): Float64Array {
  const step = Math.max(1, Math.floor(values.length / count));
  return Float64Array.from({ length: Math.min(count, values.length) }, (_, i) => values[i * step]);
}

function normOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ** 2;
  return Math.sqrt(sum);
}

function largestOf(values: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) largest = Math.max(largest, Math.abs(values[i]));
  return largest;
}
