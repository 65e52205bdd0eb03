/** @module Everything that a config can name. */
import { publishedNames } from './config/index.js';
import { Builder, type Registry } from './core/index.js';
import { datasetRegistry, transformRegistry } from './datasets/index.js';
import { modelRegistries } from './models/index.js';
import { lrUpdaterRegistry, optimizerRegistry } from './optim/index.js';
import { hookRegistry } from './runner/index.js';

export const builtinRegistries: readonly Registry[] = [
  ...modelRegistries,
  datasetRegistry,
  transformRegistry,
  optimizerRegistry,
  lrUpdaterRegistry,
  hookRegistry,
];

/** Checks configs and builds components from what the project brings. */
export function builtinBuilder(): Builder {
  return new Builder(builtinRegistries, publishedNames);
}
