/** @module Reads an image input: a path, a URL, the bytes of an image file, or pixels. */
import { fileURLToPath } from 'node:url';
import { DataError, describeValue } from '../../core/index.js';
import {
  type ChannelOrder,
  type ColorType,
  decodeImage,
  type ImageAdvice,
  type Pixels,
  readImage,
  toPixels,
} from '../../datasets/index.js';
import type { ImageInput, RawImage } from '../options.js';

/** Max size of a download in bytes. */
const MAX_BYTES = 2 ** 28;

/** Timeout of a download in milliseconds. */
const TIMEOUT_MS = 60_000;

/** Longer strings are truncated in messages: `data:` URLs contain whole images. */
const SHOWN = 80;

const ADVICE: ImageAdvice = { replace: 'Give another image.', check: 'Check the path.' };

export interface ReadingMode {
  readonly colorType: ColorType;
  readonly order: ChannelOrder;
}

export interface GivenImage {
  /** Name in messages. */
  readonly name: string;
  readonly pixels: Pixels;
}

/** @throws {DataError} if it cannot be loaded, or is not an image. */
export async function readGiven(image: ImageInput, { colorType, order }: ReadingMode): Promise<GivenImage> {
  const path = pathOf(image);
  if (path !== undefined) return { name: path, pixels: await readImage(path, colorType, order, ADVICE) };
  const url = urlOf(image);
  if (url !== undefined) {
    const name = `Image ${shortened(url.href)}`;
    const bytes = await fetched(url, name);
    return { name, pixels: await decodeImage(bytes, name, colorType, order, ADVICE) };
  }
  if (image instanceof Uint8Array || image instanceof ArrayBuffer) {
    const bytes = image instanceof ArrayBuffer ? Buffer.from(image) : bufferOf(image);
    const name = `The image of ${bytes.length} bytes`;
    return { name, pixels: await decodeImage(bytes, name, colorType, order, ADVICE) };
  }
  return { name: 'image of raw pixels', pixels: pixelsOf(image as RawImage, { colorType, order }) };
}

/** Path of an image file on this machine; `undefined` for other inputs. */
export function pathOf(image: ImageInput): string | undefined {
  const url = urlOf(image);
  if (url?.protocol === 'file:') return fileURLToPath(url);
  return url === undefined && typeof image === 'string' ? image : undefined;
}

/** Only these schemes: `C:\a.png` is a path. */
function urlOf(image: ImageInput): URL | undefined {
  if (image instanceof URL) return image;
  return typeof image === 'string' && /^(https?|file|data):/i.test(image) && URL.canParse(image)
    ? new URL(image)
    : undefined;
}

async function fetched(url: URL, name: string): Promise<Buffer> {
  if (!['http:', 'https:', 'data:'].includes(url.protocol)) {
    throw new DataError(`${name}: expected a URL of http:, https:, file: or data:, but got ${url.protocol}`);
  }
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  } catch (cause) {
    throw new DataError(`${name} cannot be loaded: ${reasonOf(cause)}. Check the URL and the network.`, {
      cause,
    });
  }
  if (!response.ok) {
    await response.body?.cancel();
    throw new DataError(
      `${name} cannot be loaded: the server responded ${response.status} ${response.statusText}. Check the URL.`,
    );
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      if (length > MAX_BYTES)
        throw new DataError(`${name} is larger than ${MAX_BYTES} bytes. Use a smaller image.`);
      chunks.push(chunk);
    }
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw new DataError(`${name} cannot be loaded: ${reasonOf(cause)}. Try again.`, { cause });
  }
  return Buffer.concat(chunks);
}

/** `fetch` puts the reason into the cause of its error. */
function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & { cause?: NodeJS.ErrnoException };
  if (name === 'TimeoutError') return `it was not received within ${TIMEOUT_MS / 1000} s`;
  return cause?.message || cause?.code || message;
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function pixelsOf(image: RawImage, { colorType, order }: ReadingMode): Pixels {
  if (typeof image !== 'object' || image === null || !('data' in image)) {
    throw new DataError(
      'image: expected a path, a URL, the bytes of an image file (Uint8Array), or pixels ' +
        `({ data, width, height, channels }), but got ${describeValue(image)}.`,
    );
  }
  const { data, width, height, channels, order: given = 'rgb' } = image;
  for (const [name, value] of Object.entries({ width, height })) {
    if (Number.isInteger(value) && value > 0) continue;
    throw new DataError(`image.${name}: expected an integer above 0, but got ${describeValue(value)}.`);
  }
  if (![1, 3, 4].includes(channels))
    throw new DataError(`image.channels: expected 1, 3 or 4, but got ${describeValue(channels)}.`);
  if (!['rgb', 'bgr'].includes(given))
    throw new DataError(`image.order: expected "rgb" or "bgr", but got ${describeValue(given)}.`);
  if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray)) {
    throw new DataError(
      `image.data: expected 8-bit values (Uint8Array or Uint8ClampedArray), but got ${describeValue(data)}.`,
    );
  }
  const length = width * height * channels;
  if (data.length !== length) {
    throw new DataError(
      `image.data: expected ${height} x ${width} x ${channels} = ${length} values, but got ${data.length}.`,
    );
  }
  // a copy, which `toPixels` may modify; swapping its order flag gives the requested channel order
  const isAsked = given === 'rgb' ? order : order === 'rgb' ? 'bgr' : 'rgb';
  return toPixels({ data: Uint8Array.from(data), width, height, channels }, colorType, isAsked);
}

function shortened(text: string): string {
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}...`;
}
