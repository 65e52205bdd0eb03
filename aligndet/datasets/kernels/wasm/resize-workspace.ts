/**
 * @module The compiled inner loops of resizing and their memory: one for each thread, which one image uses at a time.
 */
import { readFileSync } from 'node:fs';
import { libraryFile } from '../../../core/index.js';

/** See `resize-bilinear.assembly.ts`; numbers are addresses or counts. */
interface Loops {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  stretchColour(
    source: number,
    first: number,
    weights: number,
    count: number,
    swaps: boolean,
    row: number,
  ): void;
  stretch(source: number, first: number, weights: number, count: number, channels: number, row: number): void;
  blendBytes(upper: number, lower: number, above: number, below: number, count: number, to: number): void;
  blendMapped(
    upper: number,
    lower: number,
    above: number,
    below: number,
    count: number,
    tables: number,
    to: number,
  ): void;
}

export interface ResizeWorkspace {
  readonly loops: Loops;
  /** One row of the source. */
  readonly source: Uint8Array;
  /** Address of each output pixel's left neighbor in the row. */
  readonly first: Int32Array;
  /** Weights of both neighbors. */
  readonly weights: Int16Array;
  /** Addresses of two interpolated rows. */
  readonly rows: readonly [number, number];
  /** A value for each level, for three channels in order. */
  readonly tables: Float32Array;
  /** The output row, as bytes or floats. */
  readonly bytes: Uint8Array;
  readonly floats: Float32Array;
}

const PAGE = 65_536;
/** Vectors extend up to 23 elements beyond the end of an array. */
const ROOM_BEHIND = 128;

/** Node has it, but its types are only in those of browsers. */
declare const WebAssembly: {
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: object };
};

let loaded: Loops | undefined;

function loops(): Loops {
  if (loaded === undefined) {
    const code = readFileSync(libraryFile('datasets/kernels/wasm/resize-bilinear.wasm'));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code));
    loaded = exports as Loops;
  }
  return loaded;
}

/** Lays out the memory again, discarding its content. */
export function resizeWorkspace(sourceBytes: number, width: number, channels: number): ResizeWorkspace {
  const { memory } = loops();
  const values = width * channels;
  const sizes = [sourceBytes, 4 * width, 4 * width, 2 * values, 2 * values, 4 * 768, 4 * values];
  let end = 0;
  const offsets = sizes.map((size) => {
    const offset = end;
    end += Math.ceil((size + ROOM_BEHIND) / 16) * 16;
    return offset;
  });
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
  const [source, first, weights, upper, lower, tables, output] = offsets;
  const { buffer } = memory;
  return {
    loops: loops(),
    source: new Uint8Array(buffer, source, sourceBytes),
    first: new Int32Array(buffer, first, width),
    weights: new Int16Array(buffer, weights, 2 * width),
    rows: [upper, lower],
    tables: new Float32Array(buffer, tables, 768),
    bytes: new Uint8Array(buffer, output, values),
    floats: new Float32Array(buffer, output, values),
  };
}
