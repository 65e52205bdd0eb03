/** @module Files that are no checkpoint, by their first bytes: what people get instead of one, and what to do then. */
import { CheckpointError } from '../core/portable.js';
import { openFile } from './byte-source.js';
import { latin1Of } from './bytes.js';

/** Bytes that tell; a tar archive says what it is at byte 257. */
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
  `a file packed by ${by}: unpack it first (${command}), and give what was in it`;

/** Bytes as Latin-1 text. */
const KINDS: readonly Kind[] = [
  {
    isMet: begins('version https://git-lfs.github.com/spec/'),
    what: 'a Git LFS pointer, which stands for the file: fetch the file itself by "git lfs pull", or download it from its page',
  },
  {
    isMet: (start) => /^\s*(<!doctype html|<html|<head|<script)/i.test(start.replace(/^\xef\xbb\xbf/, '')),
    what: 'a web page, such as one for logging in: download the file itself by the link behind the page',
  },
  {
    isMet: (start) => /^\s*<\?xml/i.test(start),
    what: 'an XML text, such as the error of a server: download the file again',
  },
  { isMet: begins('\x1f\x8b'), what: packed('gzip', 'gunzip, or tar -xzf for .tar.gz') },
  { isMet: begins('BZh'), what: packed('bzip2', 'bunzip2') },
  { isMet: begins('\xfd7zXZ\0'), what: packed('xz', 'unxz') },
  { isMet: begins('\x28\xb5\x2f\xfd'), what: packed('zstd', 'unzstd') },
  { isMet: begins('7z\xbc\xaf\x27\x1c'), what: packed('7-Zip', '7z x') },
  { isMet: begins('Rar!\x1a\x07'), what: packed('RAR', 'unrar x') },
  {
    isMet: (start) => start.slice(257, 262) === 'ustar',
    what: 'a tar archive: unpack it (tar -xf) if a checkpoint is in it. If it is a checkpoint of PyTorch before 0.1.10, load and save it with a newer one',
  },
  { isMet: begins('\x89HDF\r\n'), what: 'an HDF5 file, as Keras writes: no weights of PyTorch' },
  { isMet: begins('GGUF'), what: 'a GGUF file of llama.cpp: no weights of a detector' },
  { isMet: begins('\x93NUMPY'), what: 'an array of numpy: give the checkpoint that PyTorch saved' },
  { isMet: begins('\x89PNG', '\xff\xd8\xff', 'GIF8', 'RIFF'), what: 'an image: give the file of weights' },
  { isMet: begins('%PDF'), what: 'a PDF: give the file of weights' },
  { isMet: begins('\x7fELF', 'MZ'), what: 'a program: give the file of weights' },
  {
    isMet: (start) => /^\s*[{[]/.test(start) && isText(start),
    what: 'a JSON text: give the file of weights (a checkpoint in pieces has an index that ends in .index.json)',
  },
  { isMet: (start) => start.length > 0 && isText(start), what: 'a text: give the file of weights' },
];

const isText = (start: string): boolean => /^[\t\n\r\x20-\x7e\x80-\xff]+$/.test(start) && start.length >= 8;

/**
 * What a file is instead of a checkpoint, for the end of a sentence.
 *
 * @param start its first {@link TELLING_BYTES}, or all of it.
 */
export function otherKind(start: Uint8Array): string | undefined {
  const text = latin1Of(start);
  // Zip archives; pickles of protocol 2 and later; PyTorch's number in pickles of protocols 0 and 1, which are text.
  if (/^(PK|\x80|L119547037146038801333356L)/.test(text)) return undefined;
  return KINDS.find(({ isMet }) => isMet(text))?.what;
}

/** @param name of the file, for people. @throws {CheckpointError} for a file that is plainly something else. */
export function assertIsCheckpoint(path: string, name: string): void {
  const file = openFile(path);
  try {
    const kind = otherKind(file.read(0, Math.min(file.size, TELLING_BYTES)));
    if (kind !== undefined) throw new CheckpointError(`${name}: is no checkpoint but ${kind}.`);
  } finally {
    file.close();
  }
}
