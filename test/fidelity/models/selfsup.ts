/** @module Kind `selfsup`: both branches, losses, gradients and the moving average of self-supervised pre-training. */
import { join } from 'node:path';
import { readSafetensors, valuesOf } from '../../../aligndet/checkpoint/index.js';
import {
  SelfSupDetector,
  SelfSupDetr,
  SelfSupSingleStage,
  SelfSupTwoStage,
} from '../../../aligndet/models/index.js';
import type { ImageMeta } from '../../../aligndet/structures/index.js';
import { buildComponent } from '../build-component.js';
import { compareValues, mismatch } from '../compare.js';
import { type Finding, UnknownCase } from '../handler.js';
import { type CaseArrays, readArrays } from '../read-case.js';
import type { Captures } from './capture.js';
import { captureDetrViews } from './capture-detr-views.js';
import { captureSingleStageViews } from './capture-single-stage-views.js';
import { captureTwoStageViews } from './capture-two-stage-views.js';
import { compareCaptures } from './compare-captures.js';
import { compareStep, runStep, strided } from './gradients.js';
import { batchOf, compareOrder, loadExactly, type ModelCase } from './model-case.js';

export async function runSelfSup(golden: ModelCase): Promise<Finding[]> {
  const { json, weights, folder } = golden;
  const detector = buildComponent('detector', json.model);
  if (!(detector instanceof SelfSupDetector) || captureOf(detector) === undefined)
    throw new UnknownCase('no captures for this detector');
  const findings = [...loadExactly(detector, weights), ...compareOrder(detector, weights)];
  try {
    const expected = await readArrays(folder, 'expected.safetensors');
    findings.push(...variant(golden, detector, expected).map(named('copy')));
    loadExactly(detector, weights);
    const states = new Map(detector.namedState());
    for (const [name, record] of readSafetensors(join(folder, 'target_overlay.safetensors'))) {
      const state = states.get(name);
      if (state === undefined) findings.push(mismatch(`target_overlay.${name}`, 'is missing'));
      else state.assign(valuesOf(record));
    }
    const perturbed = await readArrays(folder, 'expected_perturbed.safetensors');
    findings.push(...variant(golden, detector, perturbed).map(named('perturbed')));
    findings.push(...movingAverage(golden, detector, perturbed));
    return findings;
  } finally {
    detector.dispose();
  }
}

const named =
  (name: string) =>
  (finding: Finding): Finding => ({ ...finding, name: `${name}.${finding.name}` });

type StartCapture = (captures: Captures, inputs: CaseArrays) => () => void;

/** What records the parts of both branches; `undefined` for detectors that nothing is known of. */
function captureOf(detector: SelfSupDetector): StartCapture | undefined {
  const { online, target } = detector;
  if (online instanceof SelfSupTwoStage && target instanceof SelfSupTwoStage)
    return (captures) => captureTwoStageViews(online, target, captures);
  if (online instanceof SelfSupSingleStage && target instanceof SelfSupSingleStage)
    return (captures, inputs) => captureSingleStageViews(online, target, captures, inputs);
  if (online instanceof SelfSupDetr && target instanceof SelfSupDetr)
    return (captures) => captureDetrViews(online, target, captures);
  return undefined;
}

function variant(
  { json, inputs, tolerance }: ModelCase,
  detector: SelfSupDetector,
  expected: CaseArrays,
): Finding[] {
  const views = (json.views as ImageMeta[][]).map((metas, v) => batchOf(inputs, metas, `view${v + 1}.`));
  const captures: Captures = new Map();
  const endCapture = captureOf(detector)?.(captures, inputs);
  detector.train();
  const step = runStep(detector, () => detector.loss(views));
  endCapture?.();
  return [
    ...compareStep(step, expected, tolerance),
    ...compareCaptures(captures, expected, 'online.', tolerance),
    ...compareCaptures(captures, expected, 'target.', tolerance),
  ];
}

/** The target after one update, without an optimizer step before it. */
function movingAverage(
  { json, tolerance }: ModelCase,
  detector: SelfSupDetector,
  expected: CaseArrays,
): Finding[] {
  detector.momentum = json.ema_momentum as number;
  detector.momentumUpdate();
  const states = new Map(detector.namedState());
  return [...expected]
    .filter(([name]) => name.startsWith('ema.') || name.startsWith('emasample.'))
    .map(([name, { data }]) => {
      const values = states.get(name.slice(name.indexOf('.') + 1))?.read() ?? [];
      const actual = name.startsWith('ema.') ? values : strided(values, 16);
      return compareValues(name, actual, data, tolerance, 'tensor');
    });
}
