/** @module Golden family `datasets`: annotation files, samplers, wrappers, result files. */
import { join } from 'node:path';
import { foldersWithCase } from '../find-cases.js';
import { type FidelityHandler, type Finding, type GoldenCase, UnknownCase } from '../handler.js';
import { readJson } from '../read-case.js';
import { resultFiles, semiCoco } from './results.js';
import { samplers } from './samplers.js';
import { cocoDatasets, viewDatasets, vocDatasets } from './sources.js';
import { wrappers } from './wrappers.js';

async function run({ path }: GoldenCase): Promise<Finding[]> {
  const golden = (await readJson(join(path, 'case.json'))) as Record<string, never>;
  switch (golden.kind as string) {
    case 'coco_dataset':
      return cocoDatasets(path, golden.variants);
    case 'voc_dataset':
      return vocDatasets(path, golden.variants);
    case 'view_datasets':
      return viewDatasets(path, golden.expected);
    case 'samplers':
      return samplers(golden.cases);
    case 'dataset_wrappers':
      return wrappers(golden.cases);
    case 'results2json':
      return resultFiles(path, golden as never);
    case 'generate_semi_coco':
      return semiCoco(path, golden as never);
    default:
      throw new UnknownCase(`datasets of kind "${golden.kind}"`);
  }
}

export const datasetsHandler: FidelityHandler = {
  family: 'datasets',
  find: (folder) => foldersWithCase(folder, 'datasets'),
  run,
};
