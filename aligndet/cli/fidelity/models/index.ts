/** @module Golden family `models`: whole detectors, forwards and backwards. */
import { foldersWithCase } from '../find-cases.js';
import { type FidelityHandler, type Finding, UnknownCase } from '../handler.js';
import { type ModelCase, readModelCase } from './model-case.js';
import { runSelfSup } from './selfsup.js';
import { runSupervised } from './supervised.js';

const kinds: Record<string, (golden: ModelCase) => Promise<Finding[]>> = {
  model: runSupervised,
  selfsup: runSelfSup,
};

export const modelsHandler: FidelityHandler = {
  family: 'models',
  find: (folder) => foldersWithCase(folder, 'models'),
  async run({ path }) {
    const golden = await readModelCase(path);
    const run = kinds[String(golden.json.kind)];
    if (run === undefined) throw new UnknownCase(`no handler for the kind "${golden.json.kind}"`);
    return run(golden);
  },
};
