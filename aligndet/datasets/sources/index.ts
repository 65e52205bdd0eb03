import { type ConfigOf, Registry } from '../../core/index.js';
import { classBalancedDataset } from './class-balanced-dataset.js';
import { cocoDataset, singleViewCocoDataset } from './coco-dataset.js';
import { concatDataset } from './concat-dataset.js';
import { multiImageMixDataset } from './multi-image-mix-dataset.js';
import { multiViewCocoDataset } from './multi-view-coco-dataset.js';
import { repeatDataset } from './repeat-dataset.js';
import { vocDataset } from './voc-dataset.js';

/** Every built-in dataset. A new one is a new file, its test, and a line here. */
export const datasets = [
  classBalancedDataset,
  cocoDataset,
  concatDataset,
  multiImageMixDataset,
  multiViewCocoDataset,
  repeatDataset,
  singleViewCocoDataset,
  vocDataset,
] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    dataset: typeof datasets;
  }
}

/** Config type of datasets, as in `data.train`, derived from the schemas. */
export type DatasetConfig = ConfigOf<(typeof datasets)[number]>;

export const datasetRegistry = new Registry('dataset', datasets);
