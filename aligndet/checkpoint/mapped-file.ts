/**
 * @module Files as memory: pages come from the disk when they are touched, and are nobody's copy until they are written
 * to. A checkpoint of gigabytes is open at once and costs no memory of its own.
 */
import { closeSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type ByteSource, openFile } from './byte-source.js';

/** Smaller files are read: that is as fast, and does not load the foreign function interface. */
const LEAST_BYTES = 1 << 24;

/** Addresses of arrays of doubles. */
const ALIGNMENT = 8;

const PROT_READ_WRITE = 3;
const MAP_PRIVATE = 2;
/** What `mmap` returns when it fails: all bits set. */
const MAP_FAILED = 2n ** 64n - 1n;

interface Mapper {
  map(descriptor: number, length: number): ArrayBuffer | undefined;
}

/** Made on first use; `null` where memory cannot be mapped. */
let mapper: Mapper | null | undefined;

/**
 * Opens a file for reading by mapping it. Arrays that were read stay valid after `close`; writing to them changes
 * neither the file nor what others see. The file must not get shorter meanwhile: replace it, as every writer here does.
 *
 * @throws {CheckpointError} when the file is absent or no file.
 */
export function openMapped(path: string): ByteSource {
  const file = openFile(path);
  if (file.size < LEAST_BYTES) return file;
  const memory = mapFile(path, file.size);
  if (memory === undefined) return file;
  return {
    ...file,
    read(offset, length) {
      // Checks the range, and copies what no typed array could be laid over.
      if (offset % ALIGNMENT !== 0 || !(offset >= 0 && length >= 0 && offset + length <= file.size)) {
        return file.read(offset, length);
      }
      return new Uint8Array(memory, offset, length);
    },
  };
}

function mapFile(path: string, size: number): ArrayBuffer | undefined {
  if (mapper === undefined) mapper = makeMapper();
  if (mapper === null) return undefined;
  const descriptor = openSync(path, 'r');
  try {
    return mapper.map(descriptor, size);
  } finally {
    closeSync(descriptor);
  }
}

function makeMapper(): Mapper | null {
  if (process.platform === 'win32') return null;
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
    const process_ = koffi.load(null);
    const mmap = process_.func(
      'void *mmap(void *address, size_t length, int protection, int flags, int file, int64_t offset)',
    );
    const munmap = process_.func('int munmap(void *address, size_t length)');
    const unmap = new FinalizationRegistry<() => void>((release) => release());
    return {
      map(descriptor, length) {
        const address = mmap(null, length, PROT_READ_WRITE, MAP_PRIVATE, descriptor, 0);
        if (address === null || koffi.address(address) === MAP_FAILED) return undefined;
        const buffer = koffi.view(address, length);
        unmap.register(buffer, () => munmap(address, length));
        return buffer;
      },
    };
  } catch {
    return null;
  }
}
