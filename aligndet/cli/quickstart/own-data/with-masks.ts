/** @module Masks for annotations that have none: the quickstart's detector learns them, and a box is one. */
import type { CocoJson } from './annotation-files.js';

type Annotation = CocoJson['annotations'][number];

/** Numbers of a triangle. */
const SMALLEST_POLYGON = 6;

/**
 * Each annotation with a mask: its own, or the outline of its box where `segmentation` is missing, empty (exports of
 * Roboflow) or no polygon.
 */
export function withMasks(json: CocoJson): { json: CocoJson; numBoxes: number } {
  let numBoxes = 0;
  const annotations = json.annotations.map((annotation) => {
    if (hasMask(annotation.segmentation)) return annotation;
    numBoxes++;
    return outlined(annotation);
  });
  return { json: { ...json, annotations }, numBoxes };
}

function hasMask(segmentation: unknown): boolean {
  if (Array.isArray(segmentation))
    return (
      segmentation.length > 0 &&
      segmentation.every((polygon) => Array.isArray(polygon) && polygon.length >= SMALLEST_POLYGON)
    );
  return typeof segmentation === 'object' && segmentation !== null && 'counts' in segmentation;
}

function outlined(annotation: Annotation): Annotation {
  const [x, y, width, height] = annotation.bbox as number[];
  const [right, bottom] = [x + width, y + height];
  return { ...annotation, segmentation: [[x, y, right, y, right, bottom, x, bottom]] };
}
