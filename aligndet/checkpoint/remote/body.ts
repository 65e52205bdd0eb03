/** @module The body of a response: decompressed if the server compressed it, with limits on size and time. */
import type { IncomingMessage } from 'node:http';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { CheckpointError } from '../../core/index.js';
import { PassingError } from './answers.js';

const UNPACKERS: Record<string, () => NodeJS.ReadWriteStream> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * Max ratio of decompressed to compressed bytes: weights do not compress well, and a higher ratio is an attack on the
 * disk.
 */
const LARGEST_GROWTH = 16;
const HARMLESS_BYTES = 1 << 26;

/** A slower body counts as stalled. */
const SLOWEST_BYTES_PER_S = 1000;

/** The compression of the body, if any. It was not requested, but some servers compress anyway. */
export function encodingOf({ headers }: IncomingMessage): string | undefined {
  const encoding = headers['content-encoding']?.trim().toLowerCase();
  return encoding === '' || encoding === 'identity' ? undefined : encoding;
}

type Stage = NodeJS.ReadWriteStream | ((pieces: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>);

/**
 * Stages of a pipeline after the response.
 *
 * @param name for messages.
 * @param stallMs the body is aborted if less than {@link SLOWEST_BYTES_PER_S} arrive for this long.
 */
export function bodyStages(response: IncomingMessage, name: string, stallMs: number): Stage[] {
  const encoding = encodingOf(response);
  if (encoding === undefined) return [(pieces) => watched(pieces, response, stallMs)];
  const unpacker = Object.hasOwn(UNPACKERS, encoding) ? UNPACKERS[encoding] : undefined;
  if (unpacker === undefined) {
    throw new CheckpointError(
      `${name}: the server compressed the file by "${encoding}", which is not supported.`,
    );
  }
  let packed = 0;
  async function* counted(pieces: AsyncIterable<Uint8Array>) {
    for await (const piece of watched(pieces, response, stallMs)) {
      packed += piece.length;
      yield piece;
    }
  }
  async function* bounded(pieces: AsyncIterable<Uint8Array>) {
    let unpacked = 0;
    for await (const piece of pieces) {
      unpacked += piece.length;
      if (unpacked > HARMLESS_BYTES + packed * LARGEST_GROWTH) {
        throw new CheckpointError(
          `${name}: the server sent ${packed} bytes that decompress to more than ${unpacked}: that is not a checkpoint. It is not kept.`,
        );
      }
      yield piece;
    }
  }
  return [counted, unpacker(), bounded];
}

async function* watched(pieces: AsyncIterable<Uint8Array>, response: IncomingMessage, stallMs: number) {
  let since = 0;
  const timer = setInterval(() => {
    if (since < (SLOWEST_BYTES_PER_S * stallMs) / 1000) {
      response.destroy(
        new PassingError(`the connection stalled: ${since} bytes arrived in ${stallMs / 1000} s`),
      );
    }
    since = 0;
  }, stallMs);
  try {
    for await (const piece of pieces) {
      since += piece.length;
      yield piece;
    }
  } finally {
    clearInterval(timer);
  }
}
