/** @module Kind `model`: a supervised detector's losses, gradients, buffers and detections. */
import type { RandomSource } from '../../../aligndet/core/index.js';
import { Detr, SingleStageDetector, TwoStageDetector } from '../../../aligndet/models/index.js';
import type { Batch, ImageMeta } from '../../../aligndet/structures/index.js';
import { buildComponent } from '../build-component.js';
import { compareValues } from '../compare.js';
import { type Finding, UnknownCase } from '../handler.js';
import { type CaseArrays, readArrays } from '../read-case.js';
import type { Captures } from './capture.js';
import { captureDetr } from './capture-detr.js';
import { captureSingleStage } from './capture-single-stage.js';
import { captureTwoStage } from './capture-two-stage.js';
import { compareCaptures } from './compare-captures.js';
import { compareDetections, type ExpectedMasks } from './detections.js';
import { compareStep, runStep } from './gradients.js';
import { batchOf, compareOrder, loadExactly, type ModelCase } from './model-case.js';
import { replayedChoices } from './replay.js';

export async function runSupervised(golden: ModelCase): Promise<Finding[]> {
  const { json, inputs, weights, folder } = golden;
  const detector = buildComponent('detector', json.model);
  if (!isCaptured(detector)) throw new UnknownCase('no captures for this detector');
  const expected = await readArrays(folder, 'expected.safetensors');
  const metas = json.img_metas as ImageMeta[];
  const batch = batchOf(inputs, metas);
  const findings = [...loadExactly(detector, weights), ...compareOrder(detector, weights)];
  try {
    findings.push(...trainingFindings(golden, detector, batch, expected));
    loadExactly(detector, weights);
    findings.push(...detectionFindings(golden, detector, batch, expected));
    return findings;
  } finally {
    detector.dispose();
  }
}

type CapturedDetector = Detr | SingleStageDetector | TwoStageDetector;

function isCaptured(detector: unknown): detector is CapturedDetector {
  return [Detr, SingleStageDetector, TwoStageDetector].some((known) => detector instanceof known);
}

function capture(detector: CapturedDetector, captures: Captures, prefix: string): () => void {
  if (detector instanceof Detr) return captureDetr(detector, captures, prefix);
  return detector instanceof SingleStageDetector
    ? captureSingleStage(detector, captures, prefix)
    : captureTwoStage(detector, captures, prefix);
}

function trainingFindings(
  { inputs, tolerance }: ModelCase,
  detector: CapturedDetector,
  batch: Batch,
  expected: CaseArrays,
): Finding[] {
  const captures: Captures = new Map();
  const endCapture = capture(detector, captures, 'train');
  const recorded: RandomSource | undefined = replayedChoices(inputs);
  if (recorded !== undefined) detector.random = recorded;
  detector.train();
  const step = runStep(detector, () => detector.loss(batch));
  endCapture();
  const buffers = new Map([...detector.namedState()]);
  const bufferFindings = [...expected]
    .filter(([name]) => name.startsWith('buffer.'))
    .map(([name, { data }]) => {
      const values = buffers.get(name.slice('buffer.'.length))?.read() ?? [];
      return compareValues(name, values, data, tolerance, 'tensor');
    });
  return [
    ...compareStep(step, expected, tolerance),
    ...compareCaptures(captures, expected, 'train.', tolerance),
    ...bufferFindings,
  ];
}

function detectionFindings(
  { json, tolerance }: ModelCase,
  detector: CapturedDetector,
  batch: Batch,
  expected: CaseArrays,
): Finding[] {
  const masks = (json.results_json ?? {}) as Record<string, ExpectedMasks>;
  const captures: Captures = new Map();
  const endCapture = capture(detector, captures, 'test');
  detector.eval();
  const results = detector.detect(batch, { rescale: true });
  endCapture();
  const findings = compareCaptures(captures, expected, 'test.', tolerance);
  results.forEach((result, i) => {
    findings.push(
      ...compareDetections(`result.${i}`, result, expected, masks[`result.${i}.masks`], tolerance),
    );
  });
  if (json.tta !== true) return findings;
  if (detector instanceof Detr) throw new Error('DETR does not detect in several views');
  results.forEach((_, i) => {
    const name = `result_tta.${i}`;
    const views = [singleImage(batch, i, false), singleImage(batch, i, true)];
    const result = detector.detectInViews(views, { rescale: true });
    findings.push(...compareDetections(name, result, expected, masks[`${name}.masks`], tolerance));
  });
  return findings;
}

/** Image `index` alone; when flipped, its valid area is mirrored and the padding stays right and below. */
function singleImage({ img, img_shape, img_metas }: Batch, index: number, isFlipped: boolean): Batch {
  const [, height, width, channels] = img_shape;
  const size = height * width * channels;
  const image = img.slice(index * size, (index + 1) * size);
  const meta = img_metas[index];
  if (!isFlipped) return { img: image, img_shape: [1, height, width, channels], img_metas: [meta] };
  const flipped = image.slice();
  const [validHeight, validWidth] = meta.img_shape;
  for (let y = 0; y < validHeight; y++) {
    for (let x = 0; x < validWidth; x++) {
      const from = (y * width + validWidth - 1 - x) * channels;
      flipped.set(image.subarray(from, from + channels), (y * width + x) * channels);
    }
  }
  const flippedMeta = { ...meta, flip: true, flip_direction: 'horizontal' };
  return { img: flipped, img_shape: [1, height, width, channels], img_metas: [flippedMeta] };
}
