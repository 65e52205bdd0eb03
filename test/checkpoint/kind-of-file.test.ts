import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  readTorchFile,
  writeLegacyTorchFile,
  writeSafetensors,
  writeTorchFile,
} from '../../aligndet/checkpoint/index.js';
import { assertIsCheckpoint } from '../../aligndet/checkpoint/kind-of-file.js';

describe('files that are no checkpoint', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kinds-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each<[string, string | Buffer, RegExp]>([
    [
      'an LFS pointer',
      'version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 2\n',
      /Git LFS pointer.*"git lfs pull"/,
    ],
    ['a page', '\n <HTML lang="en">', /a web page/],
    ['a page with a mark in front', '\ufeff<!doctype html>', /a web page/],
    ['the error of a server', '<?xml version="1.0"?><Error>', /an XML document/],
    ['a gzip file', gzipSync('x'), /compressed by gzip: unpack it first \(gunzip/],
    [
      'a tar archive',
      Buffer.from(`${'a'.repeat(100).padEnd(257, '\0')}ustar`),
      /a tar archive: if it contains a checkpoint, unpack it \(tar -xf\)/,
    ],
    ['a Keras model', Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), /an HDF5 file/],
    ['an array', Buffer.from('\x93NUMPY\x01\0', 'latin1'), /a numpy array/],
    ['an image', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), /an image/],
    ['JSON', '{"weight_map": 3}', /a JSON file: give the file with the weights/],
    ['a text', 'conv1.weight 1 2 3', /is not a checkpoint but a text/],
  ])('are named: %s', (_case, content, message) => {
    const path = join(folder, 'file.pth');
    writeFileSync(path, content);
    expect(() => readTorchFile(path)).toThrow(message);
    expect(() => assertIsCheckpoint(path, 'https://host/file.pth')).toThrow(message);
  });

  it('are not found among checkpoints', () => {
    const tensor = { dtype: 'float32' as const, shape: [1], data: Float32Array.of(1) };
    const path = join(folder, 'good');
    for (const write of [
      () => writeTorchFile(path, { a: tensor }),
      () => writeLegacyTorchFile(path, { a: tensor }),
      () => writeSafetensors(path, new Map([['a', tensor]])),
    ]) {
      write();
      expect(() => assertIsCheckpoint(path, path)).not.toThrow();
    }
  });
});
