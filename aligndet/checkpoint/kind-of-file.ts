/** @module Recognizes files that are not checkpoints by their first bytes, and says what to do. */
import { CheckpointError } from '../core/portable.js';
import { openFile } from './byte-source.js';
import { latin1Of } from './bytes.js';

/** Bytes needed for recognition; the signature of a tar archive is at byte 257. */
export const TELLING_BYTES = 512;

interface Kind {
  readonly isMet: (start: string) => boolean;
  readonly what: string;
}

const begins =
  (...beginnings: string[]) =>
  (start: string): boolean =>
    beginnings.some((beginning) => start.startsWith(beginning));

const packed = (by: string, command: string) =>
  `a file compressed by ${by}: unpack it first (${command}), and give its contents`;

/** Bytes as Latin-1 text. */
const KINDS: readonly Kind[] = [
  {
    isMet: begins('version https://git-lfs.github.com/spec/'),
    what: 'a Git LFS pointer, not the file itself: fetch the file by "git lfs pull", or download it from its page',
  },
  {
    isMet: (start) => /^\s*(<!doctype html|<html|<head|<script)/i.test(start.replace(/^\xef\xbb\xbf/, '')),
    what: 'a web page, such as a login page: download the file itself from the link on the page',
  },
  {
    isMet: (start) => /^\s*<\?xml/i.test(start),
    what: 'an XML document, such as the error of a server: download the file again',
  },
  { isMet: begins('\x1f\x8b'), what: packed('gzip', 'gunzip, or tar -xzf for .tar.gz') },
  { isMet: begins('BZh'), what: packed('bzip2', 'bunzip2') },
  { isMet: begins('\xfd7zXZ\0'), what: packed('xz', 'unxz') },
  { isMet: begins('\x28\xb5\x2f\xfd'), what: packed('zstd', 'unzstd') },
  { isMet: begins('7z\xbc\xaf\x27\x1c'), what: packed('7-Zip', '7z x') },
  { isMet: begins('Rar!\x1a\x07'), what: packed('RAR', 'unrar x') },
  {
    isMet: (start) => start.slice(257, 262) === 'ustar',
    what: 'a tar archive: if it contains a checkpoint, unpack it (tar -xf). If it is a checkpoint of PyTorch before 0.1.10, load and save it with a newer version',
  },
  { isMet: begins('\x89HDF\r\n'), what: 'an HDF5 file, as written by Keras, not PyTorch weights' },
  { isMet: begins('GGUF'), what: 'a GGUF file of llama.cpp, not the weights of a detector' },
  { isMet: begins('\x93NUMPY'), what: 'a numpy array: give the checkpoint that PyTorch saved' },
  {
    isMet: begins('\x89PNG', '\xff\xd8\xff', 'GIF8', 'RIFF'),
    what: 'an image: give the file with the weights',
  },
  { isMet: begins('%PDF'), what: 'a PDF: give the file with the weights' },
  { isMet: begins('\x7fELF', 'MZ'), what: 'an executable: give the file with the weights' },
  {
    isMet: (start) => /^\s*[{[]/.test(start) && isText(start),
    what: 'a JSON file: give the file with the weights (a sharded checkpoint has an index that ends in .index.json)',
  },
  {
    isMet: (start) => start.length > 0 && isText(start),
    what: 'a text file: give the file with the weights',
  },
];

const isText = (start: string): boolean => /^[\t\n\r\x20-\x7e\x80-\xff]+$/.test(start) && start.length >= 8;

/**
 * Describes a file that is not a checkpoint, for the end of a sentence.
 *
 * @param start its first {@link TELLING_BYTES}, or all of it.
 */
export function otherKind(start: Uint8Array): string | undefined {
  const text = latin1Of(start);
  // Zip archives; pickles of protocol 2 and later; PyTorch's magic number in pickles of protocols 0 and 1, which are
  // text.
  if (/^(PK|\x80|L119547037146038801333356L)/.test(text)) return undefined;
  return KINDS.find(({ isMet }) => isMet(text))?.what;
}

/** @param name of the file, for messages. @throws {CheckpointError} for a file that is clearly not a checkpoint. */
export function assertIsCheckpoint(path: string, name: string): void {
  const file = openFile(path);
  try {
    const kind = otherKind(file.read(0, Math.min(file.size, TELLING_BYTES)));
    if (kind !== undefined) throw new CheckpointError(`${name}: is not a checkpoint but ${kind}.`);
  } finally {
    file.close();
  }
}
