/**
 * @module A learned embedding for each row and each column of a map. Dims: B images, H, W of a map, F values per axis.
 */
import { z } from 'zod';
import { defineComponent, ShapeError } from '../../core/index.js';
import { concat, type Tensor4D, tidy } from '../../engine/index.js';
import { Embedding, type InitCfg, initCfgOption, Module } from '../../nn/index.js';
import type { PaddingMask, PositionalEncoding } from './positional-encoding.js';

export interface LearnedOptions {
  /** Values per axis. */
  readonly numFeats: number;
  /** Number of rows and columns with an embedding. */
  readonly numRows: number;
  readonly numColumns: number;
  readonly initCfg: InitCfg | readonly InitCfg[] | null;
}

export class LearnedPositionalEncoding extends Module implements PositionalEncoding {
  readonly channels: number;
  readonly #rows: Embedding;
  readonly #columns: Embedding;

  constructor({ numFeats, numRows, numColumns, initCfg }: LearnedOptions) {
    super(initCfg);
    this.channels = 2 * numFeats;
    this.#rows = this.child('row_embed', new Embedding(numRows, numFeats));
    this.#columns = this.child('col_embed', new Embedding(numColumns, numFeats));
  }

  /** @throws {ShapeError} if the map has more rows or columns than embeddings. */
  forward({ shape: [batch, height, width] }: PaddingMask): Tensor4D {
    const [numRows] = this.#rows.weight.shape;
    const [numColumns] = this.#columns.weight.shape;
    if (height > numRows || width > numColumns) {
      throw new ShapeError(
        `The map is ${height} x ${width}, but LearnedPositionalEncoding has embeddings for ${numRows} rows (row_num_embed) and ${numColumns} columns (col_num_embed).`,
      );
    }
    return tidy(() => {
      const rows = this.#rows.weight.value.slice([0], [height]).reshape<Tensor4D>([1, height, 1, -1]);
      const columns = this.#columns.weight.value.slice([0], [width]).reshape<Tensor4D>([1, 1, width, -1]);
      return concat([columns.tile([batch, height, 1, 1]), rows.tile([batch, 1, width, 1])], 3);
    });
  }
}

export const learnedPositionalEncoding = defineComponent({
  type: 'LearnedPositionalEncoding',
  schema: z.strictObject({
    /** Values per axis; half of the embeddings' width. */
    num_feats: z.int().positive(),
    /** Number of rows with an embedding. */
    row_num_embed: z.int().positive().default(50),
    /** Number of columns with an embedding. */
    col_num_embed: z.int().positive().default(50),
    /** Initialization of weights; in a `DETRHead`, which initializes only the transformer, they remain normal. */
    init_cfg: initCfgOption.nullable().prefault({ type: 'Uniform', layer: 'Embedding' }),
  }),
  build: (options) =>
    new LearnedPositionalEncoding({
      numFeats: options.num_feats,
      numRows: options.row_num_embed,
      numColumns: options.col_num_embed,
      initCfg: options.init_cfg,
    }),
});
