/** @module What tests of detectors have in common: one with weights, its losses as numbers, which weights learn. */
import { builtinBuilder } from '../../aligndet/builtins.js';
import { Random, type Slots, silentLogger } from '../../aligndet/core/index.js';
import { trainStep } from '../../aligndet/runner/index.js';
import type { Losses, TrainingBatch } from '../../aligndet/structures/index.js';
import { unreachable } from './unreachable.js';

/** The detector of `config`, its weights drawn from fixed seeds. */
export function startedDetector<D>(config: object): D {
  const detector = builtinBuilder().build('detector', config);
  detector.resetParameters(new Random(1));
  detector.initWeights({
    random: new Random(2),
    logger: silentLogger,
    loadPretrained: () => unreachable(),
  });
  return detector as D;
}

export function lossValues(losses: Losses): number[] {
  return Object.values(losses).flatMap((loss) => [loss].flat().flatMap((one) => [...one.dataSync()]));
}

/** Names of the trained parameters that a step on `batch` gives no gradient. */
export function withoutGradients(detector: Slots['detector'], batch: TrainingBatch): string[] {
  const { gradients } = trainStep(detector, batch, 0);
  for (const gradient of gradients.values()) gradient.dispose();
  return [...detector.namedParameters()]
    .filter(([, parameter]) => parameter.requiresGrad && !gradients.has(parameter))
    .map(([name]) => name);
}
