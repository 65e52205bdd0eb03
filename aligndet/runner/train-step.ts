/** @module One step of training: losses, their total, gradients. */
import { TrainingError } from '../core/index.js';
import { keep, lossGradients, type Scalar, scalar, stack, type Tensor } from '../engine/index.js';
import type { Module, Parameter } from '../nn/index.js';
import type { Batch, DetectionModel, Losses, TrainingBatch } from '../structures/index.js';

/** A trainable model. */
export type TrainableModel = Module & DetectionModel;

export interface StepOutput {
  /** Losses and metrics by name, and their total as `loss`, in log order. */
  readonly logVars: Record<string, number>;
  /** Images in the batch. */
  readonly numSamples: number;
  /** Owned by the caller. */
  readonly gradients: Map<Parameter, Tensor>;
}

/**
 * Runs the forward and backward pass.
 *
 * @throws {TrainingError} if a loss is NaN or infinite, or no parameter is trainable.
 */
export function trainStep(model: TrainableModel, batch: TrainingBatch, iter: number): StepOutput {
  const trained = model.parameters().filter(({ requiresGrad }) => requiresGrad);
  if (trained.length === 0)
    throw new TrainingError(
      'Nothing to train: every parameter of the model is frozen. Check frozen_stages and requires_grad.',
    );
  let names: string[] = [];
  let values: Tensor | undefined;
  const { value: total, gradients: byVariable } = lossGradients(
    () => {
      const { named, loss } = totalLoss(model.loss(batch));
      names = [...Object.keys(named), 'loss'];
      values = keep(stack([...Object.values(named), loss]));
      return loss;
    },
    trained.map(({ value }) => value),
  );
  total.dispose();
  const elements = (values as Tensor).dataSync();
  (values as Tensor).dispose();
  const logVars = Object.fromEntries(names.map((name, i) => [name, elements[i]]));
  const gradients = new Map<Parameter, Tensor>();
  for (const parameter of trained) {
    const gradient = byVariable.get(parameter.value);
    if (gradient !== undefined) gradients.set(parameter, gradient);
  }
  const first = Array.isArray(batch) ? (batch[0] as Batch) : (batch as Batch);
  try {
    assertFinite(logVars, first, iter);
  } catch (error) {
    for (const gradient of gradients.values()) gradient.dispose();
    throw error;
  }
  return { logVars, numSamples: first.img_metas.length, gradients };
}

/** Means of all entries, and the sum of those whose name contains `loss`. */
export function totalLoss(losses: Losses): { named: Record<string, Scalar>; loss: Scalar } {
  const named: Record<string, Scalar> = {};
  let loss: Scalar | undefined;
  for (const [name, entry] of Object.entries(losses)) {
    const value = Array.isArray(entry)
      ? entry.map((level) => level.mean() as Scalar).reduce((sum, level) => sum.add(level) as Scalar)
      : (entry.mean() as Scalar);
    named[name] = value;
    if (name.includes('loss')) loss = loss === undefined ? value : (loss.add(value) as Scalar);
  }
  return { named, loss: loss ?? scalar(0) };
}

function assertFinite(logVars: Record<string, number>, { img_metas: metas }: Batch, iter: number): void {
  const wrong = Object.entries(logVars).filter(
    ([name, value]) => name.includes('loss') && !Number.isFinite(value),
  );
  if (wrong.length === 0) return;
  const [name, value] = wrong[0];
  throw new TrainingError(
    `${name} is ${value} at iteration ${iter + 1}, images: ${metas.map(({ filename }) => filename).join(', ')}. ` +
      'Lower optimizer.lr, increase lr_config.warmup_iters, clip gradients (optimizer_config.grad_clip), or inspect these images and their boxes.',
  );
}
