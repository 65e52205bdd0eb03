import { deflateRawSync } from 'node:zlib';
import { unzipSync, type Zippable, zipSync } from 'fflate';
import { bytesSource, parseTorchFile, plain, torchFileChunks } from '../../../aligndet/checkpoint/index.js';
import { CheckpointError } from '../../../aligndet/core/index.js';

const zeros = (length: number) => ({
  dtype: 'float32' as const,
  shape: [length],
  data: new Float32Array(length),
});
const records = (value: unknown) => unzipSync(Buffer.concat([...torchFileChunks(value)]));

/** As `zip -r` does: deflated, with entries for folders, under another root. */
function zippedAgain(value: unknown, root: string): Uint8Array {
  const entries = Object.entries(records(value)).map(([name, bytes]) => [
    name.replace('archive', root),
    bytes,
  ]);
  const folders: Zippable = { [`${root}/`]: new Uint8Array(0), [`${root}/data/`]: new Uint8Array(0) };
  return zipSync({ ...folders, ...Object.fromEntries(entries) }, { level: 9 });
}

const read = (bytes: Uint8Array) => {
  const file = parseTorchFile(bytesSource(bytes, 'zipped'));
  for (const storage of file.storages) storage.keep();
  return file;
};

describe('an archive that was zipped again', () => {
  it('is read, entries of folders and all', () => {
    expect(plain(read(zippedAgain({ epoch: 3 }, 'my_model')).value)).toEqual({ epoch: 3 });
  });

  it('is read when a buffer of zeros shrinks to a thousandth', () => {
    const value = { momentum: zeros(1 << 20) };
    expect(deflateRawSync(new Uint8Array(1 << 22)).length * 500).toBeLessThan(1 << 22);
    expect(read(zippedAgain(value, 'archive')).storages[0].byteLength).toBe(1 << 22);
  });

  it('is no bomb of many records, each of which shrinks well', () => {
    const value = Array.from({ length: 40 }, () => zeros(1 << 18));
    expect(() => read(zippedAgain(value, 'archive'))).toThrow(/zip bomb/);
  });

  it.each([
    ['one level too high', 'outer/archive', /zip the folder that contains data\.pkl/],
    ['without a folder', '', /is not a PyTorch checkpoint/],
  ])('says what to do when it was zipped %s', (_case, root, message) => {
    const entries = Object.entries(records({ a: 1 })).map(([name, bytes]) => [
      name.replace(/^archive\/?/, root && `${root}/`),
      bytes,
    ]);
    const call = () => read(zipSync(Object.fromEntries(entries), { level: 0 }));
    expect(call).toThrow(CheckpointError);
    expect(call).toThrow(message);
  });
});
