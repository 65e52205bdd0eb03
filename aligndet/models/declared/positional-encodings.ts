/** @module Declared: how a transformer tells places apart; DETR, https://arxiv.org/abs/2005.12872, appendix A.4. */
import { z } from 'zod';
import { defineComponent } from '../../core/index.js';
import { initCfgOption } from '../../nn/index.js';

export const sinePositionalEncoding = defineComponent({
  type: 'SinePositionalEncoding',
  schema: z.strictObject({
    /** Numbers per axis; half of the embeddings' width. */
    num_feats: z.int().positive(),
    /** Ratio of the longest to the shortest wave. */
    temperature: z.number().positive().default(10000),
    /** Measure places in shares of the map. */
    normalize: z.boolean().default(false),
    /** Length of the map, when normalised. */
    scale: z
      .number()
      .positive()
      .default(2 * Math.PI),
    /** Added to the length that is divided by. */
    eps: z.number().positive().default(1e-6),
    /** Added to places before they are normalised. */
    offset: z.number().default(0),
    /** How weights start; there are none. */
    init_cfg: initCfgOption.nullable().default(null),
  }),
});

export const learnedPositionalEncoding = defineComponent({
  type: 'LearnedPositionalEncoding',
  schema: z.strictObject({
    /** Numbers per axis; half of the embeddings' width. */
    num_feats: z.int().positive(),
    /** Rows that have an embedding. */
    row_num_embed: z.int().positive().default(50),
    /** Columns that have an embedding. */
    col_num_embed: z.int().positive().default(50),
    /** How weights start. */
    init_cfg: initCfgOption.nullable().prefault({ type: 'Uniform', layer: 'Embedding' }),
  }),
});
