/** @module Warnings about a config at the start of a run: valid, but maybe not intended. */

import { rewriteMessage, rewritten } from './dialects/two-x/rewritten.js';
import { emptyChanges, emptyMessage } from './empty-changes.js';
import { COMMAND_LINE, formatOrigin, originOf } from './history.js';
import { type LoadedConfig, layersOf } from './layer.js';

export async function configWarnings(loaded: LoadedConfig): Promise<string[]> {
  return [
    ...loaded.warnings,
    ...(await rewriteWarnings(loaded)),
    ...emptyChanges(loaded).map(({ path, file }) => {
      const where = file === COMMAND_LINE ? file : `set in ${file}`;
      return `${path}: ${emptyMessage(path)} (${where})`;
    }),
  ];
}

/** Messages on deprecated options, each with its line. */
async function rewriteWarnings(loaded: LoadedConfig): Promise<string[]> {
  const { applied } = rewritten(loaded.config);
  if (applied.length === 0) return [];
  const { Locations } = await import('./locations/locations.js');
  const { hiderFor } = await import('./environment-text.js');
  const locations = await Locations.of([loaded.layer]);
  const hide = await hiderFor(layersOf(loaded.layer).map(({ file }) => file));
  const lines = applied.map((each) => {
    const origin = originOf(loaded, each.path);
    const where = origin === undefined ? '' : ` (${formatOrigin(origin, locations)})`;
    return hide(`${each.path}: ${rewriteMessage(each)}${where}`);
  });
  return [...lines, `To update the config, run: aligndet lint --fix ${loaded.file}`];
}
