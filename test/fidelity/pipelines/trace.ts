/** @module Watches a pipeline: what the sample looks like after each of its top-level transforms. */
import { createHash } from 'node:crypto';
import { Builder, Registry } from '../../../aligndet/core/index.js';
import {
  datasetRegistry,
  type PipelineSample,
  publishedShape,
  type Transform,
  transforms,
} from '../../../aligndet/datasets/index.js';
import { bitmapAreas } from '../../../aligndet/structures/index.js';
import { compareValues, mismatch } from '../compare.js';
import type { Finding } from '../handler.js';
import type { CaseTolerance } from './compare-sample.js';
import { isMasks, publishedData } from './sample-codec.js';

/** What a case says of the sample after a transform. */
export interface Step {
  /** The transform, with `load:`, `view0:` or `mix:` before it in datasets. */
  readonly after: string;
  readonly shape?: readonly number[];
  readonly sum?: number;
  readonly sha256?: string;
  readonly num_boxes?: number;
  readonly box_sum?: number;
  readonly mask_areas?: readonly number[];
}

interface Trace {
  readonly type: string;
  readonly result: unknown;
}

/** A builder whose transforms note down their results in `traces`, as long as they are not inside another one. */
export function tracingBuilder(traces: Trace[]): Builder {
  let depth = 0;
  const watched = transforms.map((component) => ({
    ...component,
    build: (options: never, builder: Builder): Transform => {
      const transform = (component.build as (options: never, builder: Builder) => Transform)(
        options,
        builder,
      );
      const traced: Transform = async (sample, random) => {
        depth++;
        try {
          const result = await transform(sample, random);
          if (depth === 1) traces.push({ type: component.type, result });
          return result;
        } finally {
          depth--;
        }
      };
      return Object.assign(traced, { mixedIndices: transform.mixedIndices });
    },
  }));
  return new Builder([datasetRegistry, new Registry('transform', watched as never)]);
}

export function compareSteps(
  traces: readonly Trace[],
  steps: readonly Step[],
  tolerance: CaseTolerance,
): Finding[] {
  const names = traces.map(({ type }) => type).join();
  const reference = steps.map(({ after }) => after.replace(/^\w+: /, '')).join();
  if (names !== reference) return [mismatch('steps', `ran ${names}, expected ${reference}`)];
  return steps.flatMap((step, i) => {
    const { result } = traces[i];
    const name = `step ${i} ${step.after}`;
    if (step.shape === undefined || result === null || Array.isArray(result)) return [];
    return compareStep(name, result as PipelineSample, step, tolerance);
  });
}

function compareStep(name: string, sample: PipelineSample, step: Step, tolerance: CaseTolerance): Finding[] {
  const { img, gt_bboxes: boxes, gt_masks: masks } = sample;
  if (img === undefined || publishedShape(img).join() !== step.shape?.join()) {
    return [mismatch(name, `image of [${img && publishedShape(img)}], expected [${step.shape}]`)];
  }
  const findings: Finding[] = [];
  const { sum, size } = sums(img.data);
  const mayDiffer = tolerance.color_levels ?? 0;
  if (step.sum !== undefined) {
    const atol = img.data instanceof Float32Array ? 1e-6 * size : 0;
    findings.push(
      compareValues(`${name}: sum`, [sum], [step.sum], {
        rtol: 0,
        atol: atol + mayDiffer * img.data.length,
      }),
    );
  }
  if (step.sha256 !== undefined && mayDiffer === 0) {
    const hash = createHash('sha256')
      .update(publishedData(img) as Uint8Array)
      .digest('hex');
    if (hash !== step.sha256) findings.push(mismatch(`${name}: pixels`, 'differ in at least one byte'));
  }
  if (step.num_boxes !== undefined && boxes !== undefined) {
    findings.push(
      compareValues(`${name}: boxes`, [boxes.length / 4], [step.num_boxes], { rtol: 0, atol: 0 }),
    );
    const { rtol, atol } = tolerance.boxes ?? tolerance;
    const total = boxes.reduce((all, coordinate) => all + coordinate, 0);
    findings.push(
      compareValues(`${name}: box_sum`, [total], [step.box_sum ?? 0], {
        rtol: rtol + 1e-7,
        atol: atol * boxes.length,
      }),
    );
  }
  if (step.mask_areas !== undefined && isMasks(masks)) {
    findings.push(compareValues(`${name}: masks`, bitmapAreas(masks), step.mask_areas, { rtol: 0, atol: 0 }));
  }
  return findings;
}

function sums(data: ArrayLike<number>): { sum: number; size: number } {
  let [sum, size] = [0, 0];
  for (let i = 0; i < data.length; i++) {
    sum += data[i];
    size += Math.abs(data[i]);
  }
  return { sum, size };
}
