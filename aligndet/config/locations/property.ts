/** @module A key with its value as a source has them, so that it can be changed in the text, whatever the language. */

/** How keys and values are written where a property stands. */
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
  /** Offsets of key and value together. */
  readonly start: number;
  readonly end: number;
  /** What stands for the value. */
  readonly valueText: string;
}
