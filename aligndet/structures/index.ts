export type { Batch, TrainingBatch } from './batch.js';
export type { Dataset, Sample } from './dataset.js';
export type { Detections } from './detections.js';
export type { DetectOptions, Detector, Losses } from './detector.js';
export type { ImageMeta } from './image-meta.js';
