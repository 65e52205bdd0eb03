/** @module What of this folder needs no TensorFlow: masks, ids, and the shapes of results. */
export type { Detections } from './detections.js';
export type { AnnotationId, ImageId } from './image-id.js';
export * from './masks/index.js';
