/** @module The bytes of an answer: unpacked where the server packed them, within bounds, and not for ever. */
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

/** Weights do not shrink: what grows more than this while it is unpacked is made to fill the disk. */
const LARGEST_GROWTH = 16;
const HARMLESS_BYTES = 1 << 26;

/** A slower body counts as stalled. */
const SLOWEST_BYTES_PER_S = 1000;

/** How the server packed the body, if it did. Nobody asked for it, but some do all the same. */
export function encodingOf({ headers }: IncomingMessage): string | undefined {
  const encoding = headers['content-encoding']?.trim().toLowerCase();
  return encoding === '' || encoding === 'identity' ? undefined : encoding;
}

type Stage = NodeJS.ReadWriteStream | ((pieces: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>);

/**
 * Stages of a pipeline behind the answer.
 *
 * @param name for messages.
 * @param stallMs the body is broken off when less than {@link SLOWEST_BYTES_PER_S} come for so long.
 */
export function bodyStages(response: IncomingMessage, name: string, stallMs: number): Stage[] {
  const encoding = encodingOf(response);
  if (encoding === undefined) return [(pieces) => watched(pieces, response, stallMs)];
  const unpacker = Object.hasOwn(UNPACKERS, encoding) ? UNPACKERS[encoding] : undefined;
  if (unpacker === undefined) {
    throw new CheckpointError(
      `${name}: the server packed the file by "${encoding}", which cannot be unpacked here.`,
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
          `${name}: the server sent ${packed} bytes that unpack to more than ${unpacked}: that is no checkpoint. It is not kept.`,
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
        new PassingError(`the connection stalled: ${since} bytes came in ${stallMs / 1000} s`),
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
