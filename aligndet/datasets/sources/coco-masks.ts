/** @module The masks of a COCO file, and the handling of annotations without a valid mask. */
import { DataError } from '../../core/index.js';
import type { Segmentation } from '../../structures/index.js';
import { annotationIdAt, type CocoIndex } from '../annotations/coco-index.js';
import { Findings } from '../annotations/findings.js';
import { hasStumps, maskFault } from '../annotations/mask-faults.js';
import { segmentationAt } from '../annotations/segmentation-pool.js';

/** What to do with annotations without a valid mask. */
export type InvalidAnnotations = 'error' | 'skip' | 'box';

const STUMPS = 'segmentations have some polygons of fewer than three points, which are ignored';

interface Survey {
  /** Annotations without a valid mask. */
  readonly invalid: ReadonlySet<number>;
  readonly faults: Findings;
  readonly remarks: Findings;
}

export class CocoMasks {
  #survey: Survey | undefined;

  constructor(
    private readonly index: CocoIndex,
    /** The annotations whose masks are used, with the index of their image. */
    private readonly annotations: () => Iterable<readonly [image: number, n: number]>,
    private readonly policy: InvalidAnnotations,
  ) {}

  /**
   * Validates every mask.
   *
   * @param asking what needs masks, for the message.
   * @returns messages for the log.
   * @throws {DataError} with every type of error, its count and its first annotation, when the policy is `error`.
   */
  check(asking: string): string[] {
    const { invalid, faults, remarks } = this.#surveyed();
    if (invalid.size === 0) return remarks.sentences();
    const sentences = faults.sentences().join(' ');
    if (this.policy === 'error') {
      throw new DataError(
        `Annotation file ${this.index.path}: ${invalid.size} annotations have no valid mask, but ${asking} needs masks. ${sentences} ` +
          "Fix them, or set invalid_annotations of the dataset: 'skip' leaves these annotations out, 'box' uses their boxes as masks.",
      );
    }
    const done = this.policy === 'skip' ? 'are left out' : 'use their box as the mask';
    return [
      `${invalid.size} annotations without a valid mask ${done} (invalid_annotations: '${this.policy}'). ${sentences}`,
      ...remarks.sentences(),
    ];
  }

  /** Whether annotation `n` is left out where masks are used. */
  isLeftOut(n: number): boolean {
    return this.policy === 'skip' && this.#surveyed().invalid.has(n);
  }

  /** The mask of annotation `n`; `null` when it has none. */
  at(n: number): Segmentation | null {
    const usesBox = this.policy === 'box' && this.#surveyed().invalid.has(n);
    return usesBox
      ? outlineOf(this.index.boxes.subarray(4 * n, 4 * n + 4))
      : segmentationAt(this.index.segmentations, n);
  }

  #surveyed(): Survey {
    this.#survey ??= this.#lookAtAll();
    return this.#survey;
  }

  #lookAtAll(): Survey {
    const { index } = this;
    const invalid = new Set<number>();
    const [faults, remarks] = [new Findings(), new Findings()];
    for (const [image, n] of this.annotations()) {
      const fault = maskFault(index, image, n);
      if (fault === undefined && !hasStumps(index, n)) continue;
      const location = `annotation ${annotationIdAt(index, n)} in ${index.fileNames[image]}`;
      if (fault === undefined) remarks.add(STUMPS, () => location);
      else {
        invalid.add(n);
        faults.add(fault.what, () => (fault.found === undefined ? location : `${location} (${fault.found})`));
      }
    }
    return { invalid, faults, remarks };
  }
}

function outlineOf([x, y, width, height]: ArrayLike<number> & Iterable<number>): number[][] {
  return [[x, y, x + width, y, x + width, y + height, x, y + height]];
}
