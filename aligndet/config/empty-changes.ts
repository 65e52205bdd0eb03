/** @module Finds empty objects over inherited ones: they are merged, so they change nothing. */
import { COMMAND_LINE } from './history.js';
import type { LoadedConfig } from './layer.js';
import { DELETE_KEY } from './merge.js';
import { nestOverrides } from './overrides.js';
import { type ConfigObject, isObject, valueAt } from './value.js';

export interface EmptyChange {
  readonly path: string;
  /** Absolute path of the file, or the command line. */
  readonly file: string;
}

/** Values that the config's own file or the command line set to `{}` without effect. */
export function emptyChanges({ layer, overrides }: LoadedConfig): EmptyChange[] {
  const inherited = layer.bases.map(({ merged }) => merged);
  return [
    ...emptyIn(layer.own, inherited).map((path) => ({ path, file: layer.file })),
    ...emptyIn(nestOverrides(overrides), [layer.merged]).map((path) => ({ path, file: COMMAND_LINE })),
  ];
}

export function emptyMessage(path: string): string {
  return `{} changes nothing: objects are merged into what is inherited. To empty it, write ${path}: { ${DELETE_KEY}: true }.`;
}

function emptyIn(own: ConfigObject, below: readonly ConfigObject[], path = ''): string[] {
  return Object.entries(own).flatMap(([key, value]) => {
    const at = path === '' ? key : `${path}.${key}`;
    if (!isObject(value) || Object.hasOwn(value, DELETE_KEY)) return [];
    if (Object.keys(value).length > 0) return emptyIn(value, below, at);
    const isInherited = below.some((base) => {
      const inherited = valueAt(base, at);
      return isObject(inherited) && Object.keys(inherited).length > 0;
    });
    return isInherited ? [at] : [];
  });
}
