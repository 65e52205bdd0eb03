/** @module Decodes JPEG 2000 files and code streams with OpenJPEG, as OpenCV does. */
import { packageRequire } from '../../core/index.js';
import { CorruptImageError } from './corrupt-image.js';
import { jp2Frame } from './jp2-frame.js';
import type { ColorType, Raster } from './raster.js';

/** Types of the used part of the decoder, which has none. */
interface OpenJpeg {
  readonly J2KDecoder: new () => Decoder;
}

interface Decoder {
  getEncodedBuffer(length: number): Uint8Array;
  getDecodedBuffer(): ArrayBufferView;
  decode(): void;
  getFrameInfo(): {
    readonly width: number;
    readonly height: number;
    readonly bitsPerSample: number;
    readonly componentCount: number;
    readonly isSigned: boolean;
  };
  delete(): void;
}

const CONVERT = 'Convert it to PNG or JPEG, with red, green and blue as its bands.';
const TRUNCATED = 'its JPEG 2000 data is truncated or corrupt';

let decoders: Promise<OpenJpeg> | undefined;

/** @throws {CorruptImageError} when the file is truncated, or is neither a colour nor a gray image. */
export async function readJp2(bytes: Buffer, colorType: ColorType): Promise<Raster> {
  const frame = jp2Frame(bytes);
  if (frame === undefined) throw new CorruptImageError(TRUNCATED);
  if (![1, 3].includes(frame.numBands)) {
    throw new CorruptImageError(`it is a JPEG 2000 image of ${frame.numBands} bands`, CONVERT);
  }
  decoders ??= load();
  const decoder = new (await decoders).J2KDecoder();
  try {
    decoder.getEncodedBuffer(bytes.length).set(bytes);
    decode(decoder);
    const { width, height, bitsPerSample: bits, componentCount: channels, isSigned } = decoder.getFrameInfo();
    if (bits === 0) throw new CorruptImageError(TRUNCATED);
    if (isSigned || bits > 16) {
      const kind = `${isSigned ? 'signed ' : ''}${bits}-bit integers`;
      throw new CorruptImageError(`it is a JPEG 2000 image of ${kind}`, CONVERT);
    }
    const { buffer, byteOffset, byteLength } = decoder.getDecodedBuffer(); // signed or unsigned
    const own = new Uint8Array(buffer, byteOffset, byteLength).slice(); // the memory belongs to the decoder
    if (bits <= 8) return { data: own, height, width, channels };
    const values = new Uint16Array(own.buffer);
    const shift = bits - 8;
    const data =
      colorType === 'unchanged'
        ? Int32Array.from(values)
        : Uint8Array.from(values, (value) => value >> shift);
    return { data, height, width, channels };
  } finally {
    decoder.delete();
  }
}

function decode(decoder: Decoder): void {
  try {
    decoder.decode();
  } catch (cause) {
    // a pointer into the decoder's memory, without a message
    throw new CorruptImageError(TRUNCATED, undefined, { cause });
  }
}

async function load(): Promise<OpenJpeg> {
  const create = packageRequire('@cornerstonejs/codec-openjpeg/decodewasmjs') as (
    options: object,
  ) => Promise<OpenJpeg>;
  const silent = () => {};
  return create({
    locateFile: () => packageRequire.resolve('@cornerstonejs/codec-openjpeg/decodewasm'),
    print: silent,
    printErr: silent,
  });
}
