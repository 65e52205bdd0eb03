/** @module Collects the settings of a config without counterpart, with the reason. */

export interface Leftover {
  /** Path in the old config. */
  readonly path: string;
  readonly reason: string;
}

export class Leftovers {
  readonly list: Leftover[] = [];

  add(path: string, reason: string): void {
    this.list.push({ path, reason });
  }

  /** Adds every key of `rest` whose value is not null, false or empty. */
  addAll(rest: object, path: string, reason = 'has no counterpart'): void {
    for (const [key, value] of Object.entries(rest)) {
      const isEmpty = value === null || value === false || value === undefined;
      const isEmptyList = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
      if (!isEmpty && !isEmptyList) this.add(`${path}.${key}`, reason);
    }
  }
}
