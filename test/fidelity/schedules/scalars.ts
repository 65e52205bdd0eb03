/** @module Sequences of plain numbers: loss scales, momenta, scaled learning rates. */
import { emaMomentum, scaledRate } from '../../../aligndet/optim/index.js';
import { compareValues } from '../compare.js';
import type { Finding } from '../handler.js';
import { DynamicLossScaler, LossScaler } from './loss-scale.js';

const EXACT = { rtol: 0, atol: 0 };

interface ScalerCase {
  cases: Record<string, unknown>[];
}

export function lossScale(json: Record<string, unknown>): Finding[] {
  const torch = (json.grad_scaler as ScalerCase).cases.map((golden, i) => {
    const scaler = new LossScaler({
      initScale: golden.init_scale as number,
      growthFactor: golden.growth_factor as number,
      backoffFactor: golden.backoff_factor as number,
      growthInterval: golden.growth_interval as number,
    });
    const rows = golden.rows as [number, boolean, number, number][];
    const actual = rows.flatMap(([, foundInf]) => {
      const used = scaler.scale;
      scaler.update(foundInf);
      return [used, scaler.scale, scaler.growthTracker];
    });
    return compareValues(
      `grad_scaler.${i}`,
      actual,
      rows.flatMap(([used, , after, tracker]) => [used, after, tracker]),
      EXACT,
    );
  });
  const mmcv = (json.mmcv_loss_scaler as ScalerCase).cases.map((golden, i) => {
    const scaler = new DynamicLossScaler(golden.args as object);
    const rows = golden.rows as [number, boolean, number][];
    const actual = rows.flatMap(([, overflow]) => {
      const used = scaler.scale;
      scaler.update(overflow);
      return [used, scaler.scale];
    });
    return compareValues(
      `mmcv_loss_scaler.${i}`,
      actual,
      rows.flatMap(([used, , after]) => [used, after]),
      EXACT,
    );
  });
  return [...torch, ...mmcv];
}

export function momentumFormula(json: Record<string, unknown>): Finding[] {
  return (
    json.cases as { base: number; end: number; max_iters: number; iters: number[]; momentum: number[] }[]
  ).map(({ base, end, max_iters: total, iters, momentum }, i) =>
    compareValues(
      `momentum.${i}`,
      iters.map((iter) => emaMomentum(base, end, iter, total)),
      momentum,
      { rtol: 1e-15, atol: 1e-16 },
    ),
  );
}

interface RateCase {
  enable?: boolean;
  base_batch_size?: number;
  samples_per_gpu: number;
  num_gpus: number;
  lr: number;
  scaled_lr: number;
}

export function autoScaleLr(json: Record<string, unknown>): Finding[] {
  return (json.cases as RateCase[]).map((golden, i) => {
    const scaled =
      golden.enable === true && golden.base_batch_size !== undefined
        ? scaledRate(golden.lr, golden.base_batch_size, golden.samples_per_gpu, golden.num_gpus)
        : golden.lr;
    return compareValues(
      `case.${i}`,
      [scaled],
      [golden.scaled_lr],
      json.tolerance as { rtol: number; atol: number },
    );
  });
}
