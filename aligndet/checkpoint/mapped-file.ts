/**
 * @module Memory-mapped files: pages are loaded from disk on access and copied on write. A checkpoint of gigabytes
 * opens at once and uses no memory of its own.
 */
import { closeSync, openSync } from 'node:fs';
import { packageRequire } from '../core/index.js';
import { assertInside, type ByteSource, LONGEST_ARRAY, openFile } from './byte-source.js';

/** Smaller files are read: that is as fast, and does not load the foreign function interface. */
const MIN_BYTES = 1 << 24;

/** Bytes per mapping: fewer than the max array length, and few mappings for a large file. */
const WINDOW = 1 << 30;

/** Mappings start at a multiple of the largest page size of any machine. */
const PAGE = 1 << 16;

/** Addresses of arrays of doubles. */
const ALIGNMENT = 8;

const PROT_READ_WRITE = 3;
const MAP_PRIVATE = 2;
/** What `mmap` returns on failure: all bits set. */
const MAP_FAILED = 2n ** 64n - 1n;

interface Mapper {
  map(descriptor: number, offset: number, length: number): ArrayBuffer | undefined;
}

/** Created on first use; `null` where memory mapping is not available. */
let mapper: Mapper | null | undefined;

/**
 * Opens a file for reading by mapping it. Arrays that were read remain valid after `close`; writing to them changes
 * neither the file nor what other readers see. The file must not be truncated meanwhile: replace it, as every writer
 * here does.
 *
 * @throws {CheckpointError} if the file does not exist or is not a file.
 */
export function openMapped(path: string): ByteSource {
  const file = openFile(path);
  if (file.size < MIN_BYTES) return file;
  if (theMapper() === null) return file;
  const windows = new MappedWindows(path, file.size);
  return {
    ...file,
    read(offset, length) {
      // Bytes that no typed array can be a view of are copied.
      if (offset % ALIGNMENT !== 0) return file.read(offset, length);
      assertInside(file, offset, length);
      return windows.view(offset, length) ?? file.read(offset, length);
    },
    close() {
      file.close();
      windows.close();
    },
  };
}

/** Windows of a file, mapped on first access: some files are larger than an array. */
class MappedWindows {
  /** By index: window i starts at i * {@link WINDOW}. */
  readonly #windows = new Map<number, ArrayBuffer | undefined>();
  readonly #descriptor: number;
  #isOpen = true;

  constructor(
    path: string,
    readonly size: number,
  ) {
    this.#descriptor = openSync(path, 'r');
  }

  /** The bytes, or `undefined` if they cannot be mapped. */
  view(offset: number, length: number): Uint8Array<ArrayBuffer> | undefined {
    const first = Math.floor(offset / WINDOW);
    const start = first * WINDOW;
    if (!this.#isOpen) return undefined;
    if (offset + length <= start + WINDOW) {
      if (!this.#windows.has(first)) this.#windows.set(first, this.#map(start, WINDOW));
      return viewOf(this.#windows.get(first), offset - start, length);
    }
    const page = offset - (offset % PAGE);
    const needed = offset + length - page;
    return needed <= LONGEST_ARRAY ? viewOf(this.#map(page, needed), offset - page, length) : undefined;
  }

  /** Arrays that were returned keep their memory. */
  close(): void {
    if (this.#isOpen) closeSync(this.#descriptor);
    this.#isOpen = false;
    this.#windows.clear();
  }

  #map(start: number, length: number): ArrayBuffer | undefined {
    const inFile = Math.min(length, this.size - start);
    return inFile > 0 ? theMapper()?.map(this.#descriptor, start, inFile) : undefined;
  }
}

function viewOf(memory: ArrayBuffer | undefined, offset: number, length: number) {
  return memory && new Uint8Array(memory, offset, length);
}

function theMapper(): Mapper | null {
  if (mapper === undefined) mapper = makeMapper();
  return mapper;
}

function makeMapper(): Mapper | null {
  if (process.platform === 'win32') return null;
  try {
    const koffi = packageRequire('koffi') as typeof import('koffi');
    const process_ = koffi.load(null);
    const mmap = process_.func(
      'void *mmap(void *address, size_t length, int protection, int flags, int file, int64_t offset)',
    );
    const munmap = process_.func('int munmap(void *address, size_t length)');
    const unmap = new FinalizationRegistry<() => void>((release) => release());
    return {
      map(descriptor, offset, length) {
        const address = mmap(null, length, PROT_READ_WRITE, MAP_PRIVATE, descriptor, offset);
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
