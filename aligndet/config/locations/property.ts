/** @module A key and its value in a source, so that fixes can edit it in any language. */

/** Syntax of keys and values at a property. */
export type PropertyStyle =
  | 'typescript'
  | 'json'
  | 'python-argument'
  | 'python-pair'
  | 'python-statement'
  | 'yaml-block'
  | 'yaml-flow';

export interface Property {
  readonly file: string;
  /** The whole source. */
  readonly source: string;
  readonly style: PropertyStyle;
  /** Range of key and value. */
  readonly start: number;
  readonly end: number;
  /** Source text of the value. */
  readonly valueText: string;
}
