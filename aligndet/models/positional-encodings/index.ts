import { type ConfigOf, Registry } from '../../core/index.js';
import { learnedPositionalEncoding } from './learned-positional-encoding.js';
import { sinePositionalEncoding } from './sine-positional-encoding.js';

export type { PaddingMask, PositionalEncoding } from './positional-encoding.js';

/** All built-in positional encoding. */
export const positionalEncodings = [learnedPositionalEncoding, sinePositionalEncoding] as const;

declare module '../../core/registry.js' {
  interface SlotLists {
    positional_encoding: typeof positionalEncodings;
  }
}

export type PositionalEncodingConfig = ConfigOf<(typeof positionalEncodings)[number]>;

export const positionalEncodingRegistry = new Registry('positional_encoding', positionalEncodings);
