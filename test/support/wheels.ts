/** @module A wheel of a few bytes, and a pip that hands it out: the set-up without a network. */
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import type { Wheel } from '../../aligndet/engine/setup/wheels.js';

const FILE = 'tiny-1.0-py3-none-any.whl';

export const libraryBytes = { 'pkg/liba.so': 'first library', 'pkg/libb.so': 'second library, longer' };

/** Writes a wheel with two libraries and a file that nobody needs. */
export function tinyWheel(folder: string): { wheel: Wheel; path: string } {
  const files = { ...libraryBytes, 'pkg/other.py': 'pass' };
  const archive = zipSync(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])),
  );
  mkdirSync(folder, { recursive: true });
  const path = join(folder, FILE);
  writeFileSync(path, archive);
  const wheel: Wheel = {
    package: 'tiny',
    version: '1.0',
    file: FILE,
    bytes: archive.length,
    sha256: createHash('sha256').update(archive).digest('hex'),
    pipPlatform: 'any',
    libraries: Object.keys(libraryBytes),
  };
  return { wheel, path };
}

/**
 * Puts a `python3` into a folder whose pip runs `download`, a line of shell that sees `$DEST`.
 *
 * @returns the PATH under which this is the only Python.
 */
export function fakePip(folder: string, download: string): string {
  mkdirSync(folder, { recursive: true });
  const script = [
    '#!/bin/sh',
    'case "$*" in *--version*) echo "pip 1.2.3 of a test"; exit 0;; esac',
    'while [ "$#" -gt 0 ]; do [ "$1" = --dest ] && DEST="$2"; shift; done',
    download,
  ];
  for (const name of ['python3', 'python', 'pip3', 'pip']) {
    writeFileSync(join(folder, name), script.join('\n'));
    chmodSync(join(folder, name), 0o755);
  }
  return `${folder}:/usr/bin:/bin`;
}
