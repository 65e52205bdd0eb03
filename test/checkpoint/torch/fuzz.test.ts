import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { unzipSync, zipSync } from 'fflate';
import {
  asRecord,
  bytesSource,
  type PyValue,
  parseSafetensors,
  parseTorchFile,
  plain,
  stateEntries,
  tensorsBelow,
  torchFileChunks,
  unpickle,
} from '../../../aligndet/checkpoint/index.js';
import { CheckpointError } from '../../../aligndet/core/index.js';
import { fixtures } from '../../support/paths.js';

/** No file of these tests is larger than a few kilobytes. */
const LONGEST_MS = 1000;

/** Loads or refuses, soon; anything else (a crash, another error) fails. */
function outcomeOf(read: () => unknown): 'loaded' | 'refused' {
  const start = performance.now();
  try {
    read();
    return 'loaded';
  } catch (error) {
    if (error instanceof CheckpointError) return 'refused';
    throw error;
  } finally {
    expect(performance.now() - start).toBeLessThan(LONGEST_MS);
  }
}

function readWhole(bytes: Uint8Array): unknown {
  const file = parseTorchFile(bytesSource(bytes, 'fuzzed'));
  for (const storage of file.storages) storage.keep();
  use(file.value);
  return file;
}

/** What commands do with a value: walk it, convert it, write it again. */
function use(value: PyValue): void {
  for (const [, tensor] of tensorsBelow(value)) asRecord(tensor);
  plain(value);
  stateEntries(value);
  Array.from(torchFileChunks(value));
}

/** Bytes with some of them changed. */
const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 });
function changed(bytes: Uint8Array, list: readonly (readonly [number, number])[]): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (const [at, value] of list) copy[at % copy.length] = value;
  return copy;
}

/** What a pickle may name: things of the allow list, and others. */
const GLOBALS = [
  ...['set', 'frozenset', 'list', 'tuple', 'dict', 'bytes', 'bytearray', 'eval'].map(
    (name) => `builtins ${name}`,
  ),
  'collections OrderedDict',
  'collections defaultdict',
  'torch Size',
  'torch device',
  'torch float16',
  'torch FloatStorage',
  'torch._utils _rebuild_tensor_v2',
  'torch._utils _rebuild_parameter',
  'torch._tensor _rebuild_from_type_v2',
  'numpy.core.multiarray _reconstruct',
  'numpy.core.multiarray scalar',
  'numpy.core.numeric _frombuffer',
  'numpy dtype',
  'copyreg _reconstructor',
  'copyreg __newobj__',
  '_codecs encode',
  'mmcv ConfigDict',
  'argparse Namespace',
  'os system',
];

/** One step of a pickle that is whole in itself, so that long ones are reached. */
const step = fc.oneof(
  fc.constantFrom(...GLOBALS).map((name) => Buffer.from(`c${name.replace(' ', '\n')}\n`)),
  fc
    .constantFrom(...'(}])tRRbbaesud012NQ\x81\x85\x86\x87\x88\x8f\x90\x91\x92\x94\x93')
    .map((opcode) => Buffer.from(opcode, 'latin1')),
  fc
    .constantFrom('f4', 'f8', 'U3', 'O8', 'M8', 'latin1', 'storage', '0', '<')
    .map((text) => Buffer.from(`X${String.fromCharCode(text.length)}\0\0\0${text}`, 'latin1')),
  fc.nat(255).map((number) => Buffer.of(0x4b, number)),
  fc.uint8Array({ maxLength: 16 }).map((bytes) => Buffer.from([0x43, bytes.length, ...bytes])),
  fc.tuple(fc.constantFrom(0x71, 0x68), fc.nat(8)).map(([opcode, index]) => Buffer.of(opcode, index)),
);

describe('readers, fed with anything', () => {
  const seeds = ['tied-zip', 'numpy', 'parameters-legacy', 'foreign-classes', 'zip-deflated'].map((name) =>
    readFileSync(join(fixtures, `goldens/checkpoint/read/${name}/file.pth`)),
  );

  it('refuse or load a file with changed bytes', () => {
    fc.assert(
      fc.property(fc.constantFrom(...seeds), changes, (seed, list) => {
        outcomeOf(() => readWhole(changed(seed, list)));
      }),
      { numRuns: 400 },
    );
  });

  it('refuse or load an archive whose pickle was changed and whose checksums are right', () => {
    const archives = seeds.filter((seed) => seed[0] === 0x50).map((seed) => unzipSync(seed));
    fc.assert(
      fc.property(fc.constantFrom(...archives), changes, (archive, list) => {
        const name = Object.keys(archive).find((record) => record.endsWith('/data.pkl')) as string;
        const bytes = zipSync({ ...archive, [name]: changed(archive[name], list) }, { level: 0 });
        outcomeOf(() => readWhole(bytes));
      }),
      { numRuns: 400 },
    );
  });

  it('refuse a file that is truncated', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (seed, fraction) => {
          const cut = seed.subarray(0, Math.floor(seed.length * fraction));
          expect(outcomeOf(() => readWhole(cut))).toBe('refused');
        },
      ),
      { numRuns: 200 },
    );
  });

  it('refuse or load any pickle', () => {
    const opcodes = fc.constantFrom(
      ...Buffer.from(
        '(.012FIJKLMNPQRSTUVX]abcdeghijloqrst)}uGBC\x80\x81\x85\x86\x87\x88\x89\x8a\x8b\x8c\x93\x94\x95',
        'latin1',
      ),
    );
    const pickles = fc.array(fc.oneof(opcodes, fc.nat(255)), { maxLength: 60 });
    fc.assert(
      fc.property(pickles, (bytes) => {
        outcomeOf(() => unpickle(bytesSource(Uint8Array.from([...bytes, 0x2e]), 'fuzzed')));
      }),
      { numRuns: 2000 },
    );
  });

  it('refuse or load any sequence of steps', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
        const bytes = Buffer.concat([...steps, Buffer.of(0x2e)]);
        outcomeOf(() => use(unpickle(bytesSource(bytes, 'fuzzed')).value));
      }),
      { numRuns: 1000 },
    );
  });

  it('refuse or load any safetensors header', () => {
    const entry = fc.record({
      dtype: fc.constantFrom('F32', 'I64', 'X'),
      shape: fc.array(fc.integer({ min: -1, max: 3 }), { maxLength: 3 }),
      data_offsets: fc.array(fc.integer({ min: -1, max: 40 }), { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(entry, fc.jsonValue())), fc.nat(40), (header, size) => {
        const text = Buffer.from(JSON.stringify(header));
        const length = Buffer.alloc(8);
        length.writeBigUInt64LE(BigInt(text.length));
        const bytes = Buffer.concat([length, text, Buffer.alloc(size)]);
        outcomeOf(() => parseSafetensors(bytesSource(bytes, 'fuzzed')));
      }),
      { numRuns: 500 },
    );
  });
});
