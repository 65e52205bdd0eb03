/** @module Which file set a value: the layers of a config, asked from the top down. */
import type { Layer, LoadedConfig } from './load.js';
import { DELETE_KEY } from './merge.js';
import { valueAt } from './value.js';

/** The file that set the value at `path`, or `--cfg-options`; for a missing key, who set what would hold it. */
export function originOf({ layer, overrides }: LoadedConfig, path: string): string | undefined {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    if ([...overrides.keys()].some((key) => key === at || at.startsWith(`${key}.`))) return '--cfg-options';
    const file = setter(layer, at);
    if (file !== undefined) return file;
  }
  return undefined;
}

function setter({ file, own, bases }: Layer, path: string): string | undefined {
  if (valueAt(own, path) !== undefined) return file;
  if (deletesAbove(own, path)) return undefined;
  for (const base of bases) {
    const found = setter(base, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether the layer drops what its bases say about `path`. */
function deletesAbove(own: Layer['own'], path: string): boolean {
  const parts = path.split('.');
  return parts.some((_, i) => valueAt(own, [...parts.slice(0, i), DELETE_KEY].join('.')) === true);
}
