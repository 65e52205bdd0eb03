/**
 * @module The history of a value: which layer of a config set, overrode or dropped it, in the order in
 * which the layers are merged.
 */
import { nearest } from '../core/index.js';
import { type Layer, type LoadedConfig, layersOf } from './layer.js';
import { formatLocation, type Location } from './locations/location.js';
import type { Locations } from './locations/locations.js';
import { DELETE_KEY, isTruthy } from './merge.js';
import { nestOverrides } from './overrides.js';
import { type ConfigObject, type ConfigValue, childOf, isObject, valueAt } from './value.js';

/** Takes the place of the file for values set on the command line. */
export const COMMAND_LINE = '--cfg-options';

/** What one layer did to a value. */
export interface Change {
  readonly kind: 'set' | 'overridden' | 'merged' | 'deleted';
  /** Absolute path, or {@link COMMAND_LINE}. */
  readonly file: string;
  /** The key in that layer: that of the value, or of what replaced it. */
  readonly path: string;
  /** The value in that layer; absent where it deletes. */
  readonly value?: ConfigValue;
}

/** The input of histories. */
type Layered = Pick<LoadedConfig, 'layer' | 'overrides'>;

/** Every change of the value at `path`, first to last; empty when no layer ever had it. */
export function historyOf({ layer, overrides }: Layered, path: string): Change[] {
  const changes = changesOf(layer, path);
  const isKnown = () => changes.length > 0 && changes[changes.length - 1].kind !== 'deleted';
  const dropped = isKnown() ? dropOf(nestOverrides(overrides), path) : undefined;
  if (dropped?.endsWith(DELETE_KEY)) changes.push({ kind: 'deleted', file: COMMAND_LINE, path: dropped });
  for (const [key, value] of overrides) {
    if (key.endsWith(`.${DELETE_KEY}`) && key !== path) continue;
    const isInside = key.startsWith(`${path}.`);
    if (!isInside && key !== path && !path.startsWith(`${key}.`)) continue;
    const known = isKnown();
    if (isInside) {
      changes.push({ kind: known ? 'merged' : 'set', file: COMMAND_LINE, path: key, value });
      continue;
    }
    const given = key === path ? value : valueAt(value, path.slice(key.length + 1));
    if (given !== undefined) {
      const laid = isObject(given) ? 'merged' : 'overridden';
      changes.push({ kind: known ? laid : 'set', file: COMMAND_LINE, path: key, value: given });
    } else if (known && !isObject(value)) {
      changes.push({ kind: 'deleted', file: COMMAND_LINE, path: key });
    }
  }
  return changes;
}

function changesOf({ file, own, bases }: Layer, path: string): Change[] {
  const changes = bases.flatMap((base) => changesOf(base, path));
  const isInherited = bases.some(({ merged }) => valueAt(merged, path) !== undefined);
  const value = valueAt(own, path);
  const dropped = isInherited ? dropOf(own, path) : undefined;
  const isDeleted = dropped?.endsWith(DELETE_KEY) === true;
  if (dropped !== undefined && (isDeleted || value === undefined)) {
    changes.push({ kind: 'deleted', file, path: dropped });
  }
  if (value === undefined) return changes;
  const replaces = dropped !== undefined || !isObject(value) ? 'overridden' : 'merged';
  const kind = isInherited && !isDeleted ? replaces : 'set';
  return [...changes, { kind, file, path, value }];
}

/**
 * The key by which a layer drops the inherited value at `path`: a `_delete_`, or a list or scalar in place of an
 * object.
 */
function dropOf(own: ConfigObject, path: string): string | undefined {
  let at: ConfigValue | undefined = own;
  const walked: string[] = [];
  for (const key of path.split('.')) {
    at = childOf(at, key);
    walked.push(key);
    if (at === undefined) return undefined;
    if (isObject(at) && isTruthy(at[DELETE_KEY] ?? false)) return [...walked, DELETE_KEY].join('.');
    if (!isObject(at)) return walked.length < path.split('.').length ? walked.join('.') : undefined;
  }
  return undefined;
}

/** The layer that set the value at `path` last; for a missing key, the one that set its parent. */
export function originOf(loaded: Layered, path: string): Change | undefined {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const last = historyOf(loaded, at).at(-1);
    if (last !== undefined) return { ...last, path: at === path ? last.path : extended(loaded, last, path) };
  }
  return undefined;
}

/** A key missing in the result may exist in the layer, as a `_delete_` does, which is removed by the merge. */
function extended({ layer }: Layered, change: Change, path: string): string {
  const own = layersOf(layer).find(({ file }) => file === change.file)?.own;
  return own !== undefined && valueAt(own, path) !== undefined ? path : change.path;
}

/** Location of a change: `file:line:column`, or only the file when the line is unknown. */
export function locationOf({ file, path }: Change, locations: Locations): Location | undefined {
  return file === COMMAND_LINE ? undefined : locations.find(file, path);
}

export function formatOrigin(change: Change, locations: Locations, shorten = (path: string) => path): string {
  const location = locationOf(change, locations);
  return location === undefined
    ? shorten(change.file)
    : formatLocation({ ...location, file: shorten(location.file) });
}

/** Paths of the config with the same or a similar ending as `path`. */
export function nearestPaths(path: string, config: ConfigObject): string[] {
  const leaf = path.split('.').at(-1) as string;
  const paths = pathsOf(config);
  const same = paths.filter((each) => each.split('.').at(-1) === leaf);
  if (same.length > 0) return same.sort((a, b) => a.length - b.length).slice(0, 3);
  return nearest(
    path,
    paths.filter((each) => each.split('.').length <= path.split('.').length),
  );
}

function pathsOf(value: ConfigValue, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([key, item]) =>
    pathsOf(item, path === '' ? key : `${path}.${key}`),
  );
  return path === '' ? below : [path, ...below];
}
