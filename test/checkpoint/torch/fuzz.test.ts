import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  bytesSource,
  parseSafetensors,
  parseTorchFile,
  unpickle,
} from '../../../aligndet/checkpoint/index.js';
import { CheckpointError } from '../../../aligndet/core/index.js';
import { fixtures } from '../../support/paths.js';

/** Loads or refuses; anything else (a crash, another error) fails. */
function outcomeOf(read: () => unknown): 'loaded' | 'refused' {
  try {
    read();
    return 'loaded';
  } catch (error) {
    if (error instanceof CheckpointError) return 'refused';
    throw error;
  }
}

function readWhole(bytes: Uint8Array): unknown {
  const file = parseTorchFile(bytesSource(bytes, 'fuzzed'));
  for (const storage of file.storages) storage.keep();
  return file;
}

describe('readers, fed with anything', () => {
  const seeds = ['tied-zip', 'numpy', 'parameters-legacy', 'foreign-classes', 'zip-deflated'].map((name) =>
    readFileSync(join(fixtures, `goldens/checkpoint/read/${name}/file.pth`)),
  );

  it('refuse or load a file with changed bytes', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        (seed, changes) => {
          const bytes = Uint8Array.from(seed);
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          outcomeOf(() => readWhole(bytes));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('refuse a file that is cut off', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...seeds),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (seed, share) => {
          const cut = seed.subarray(0, Math.floor(seed.length * share));
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
