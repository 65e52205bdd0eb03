import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withCheckpoint } from '../../../aligndet/checkpoint/index.js';
import { asRecord, stateEntries } from '../../../aligndet/checkpoint/loading/state-entries.js';
import {
  type BlobLike,
  convertCheckpoint,
  diffCheckpoints,
  inspectCheckpoint,
  openCheckpoint,
  openCheckpointFile,
  readCheckpoint,
  readCheckpointFile,
  saveCheckpoint,
  writeCheckpoint,
} from '../../../aligndet/checkpoint/portable.js';
import { CheckpointError } from '../../../aligndet/core/index.js';
import { HOLE, writeSparse } from '../../support/sparse-checkpoints.js';

/** Of this repository's own fixtures: torch.save of a slim RetinaNet. */
const FIXTURE = 'test/fixtures/goldens/models/retinanet_r18_nogt/weights.pth';

const folder = mkdtempSync(join(tmpdir(), 'portable-'));
afterAll(() => rmSync(folder, { recursive: true }));

const floats = (...values: number[]) =>
  ({ dtype: 'float32', shape: [values.length], data: Float32Array.from(values) }) as const;

/** A file as a Blob: Node's own `openAsBlob` counts sizes in 32 bits. */
function fileBlob(path: string, from = 0, to = statSync(path).size): BlobLike {
  return {
    size: to - from,
    slice: (start, end) => fileBlob(path, from + start, from + end),
    async arrayBuffer() {
      const file = openSync(path, 'r');
      const bytes = new Uint8Array(to - from);
      readSync(file, bytes, 0, bytes.length, from);
      closeSync(file);
      return bytes.buffer;
    },
  };
}

/** Counts what is read of a Blob. */
class Counted implements BlobLike {
  static bytes = 0;
  constructor(
    readonly blob: BlobLike,
    readonly size = blob.size,
  ) {}
  slice(start: number, end: number): BlobLike {
    return new Counted(this.blob.slice(start, end));
  }
  arrayBuffer(): Promise<ArrayBuffer> {
    Counted.bytes += this.size;
    return this.blob.arrayBuffer();
  }
}

describe('readCheckpoint', () => {
  const bytes = readFileSync(FIXTURE);
  let header = new Uint8Array(0);
  beforeAll(async () => {
    header = legacyHeader(new Uint8Array(await writeCheckpoint(null, { format: 'legacy' }).arrayBuffer()));
  });

  it.each([
    ['bytes', () => new Uint8Array(bytes)],
    ['an ArrayBuffer', () => new Uint8Array(bytes).buffer],
    ['a Blob', () => new Blob([new Uint8Array(bytes)])],
  ])('gives from %s what the file reader gives', async (_what, input) => {
    const { stateDict, format } = await readCheckpoint(input());
    const expected = withCheckpoint(FIXTURE, ({ value }) => {
      const entries = stateEntries(value)?.entries ?? new Map();
      return new Map([...entries].map(([name, tensor]) => [name, asRecord(tensor)]));
    });
    expect(format).toBe('zip');
    expect(stateDict.size).toBeGreaterThan(50);
    expect([...stateDict]).toEqual([...expected]);
  });

  it.each(['zip', 'legacy', 'safetensors'] as const)(
    'reads what writeCheckpoint wrote as %s',
    async (format) => {
      const tensors = { 'a.weight': floats(1, 2, 3), 'a.bias': floats(), b: floats(-0, Number.NaN) };
      const file = writeCheckpoint(format === 'safetensors' ? tensors : { state_dict: tensors }, { format });
      const read = await readCheckpoint(file);
      expect(read.format).toBe(format);
      expect(Object.fromEntries(read.stateDict)).toEqual(tensors);
    },
  );

  it('gives the rest as plain data: nothing of Python is left', async () => {
    const meta = { CLASSES: ['cat', 'dog'], epoch: 12, lr: 0.25, none: null, nested: { list: [1, [true]] } };
    const file = writeCheckpoint({ meta, optimizer: { state: floats(1) } });
    const read = await readCheckpoint(file);
    expect(read.tree).toEqual({ meta, optimizer: { state: floats(1) } });
    expect(read.meta).toEqual(meta);
    expect(read.classNames).toEqual(['cat', 'dog']);
    expect(read.unknownClasses).toEqual([]);
  });

  it('reads the weights that are chosen alone', async () => {
    const path = join(folder, 'chosen.pth');
    await saveCheckpoint(path, { state_dict: { 'a.x': floats(1), 'b.x': floats(2) } });
    const { stateDict } = await readCheckpointFile(path, { only: (name) => name.startsWith('b.') });
    expect([...stateDict]).toEqual([['b.x', floats(2)]]);
  });

  it('keeps instances of unknown classes as data and names them', async () => {
    // protocol 0: {"config": mmcv.utils.config.Config() with the state {"lr": 1}}
    const pickle = '(dp0\nS"config"\n(immcv.utils.config\nConfig\n(dS"lr"\nI1\nsbs.';
    const file = new Blob([header, pickle, '(l.']);
    const read = await readCheckpoint(file);
    expect(read.unknownClasses).toEqual(['mmcv.utils.config.Config']);
    expect(read.tree).toEqual({ config: { class: 'mmcv.utils.config.Config', state: { lr: 1 } } });
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      'a path',
      () => 'model.pth',
      /Blob, an ArrayBuffer or a Uint8Array to read a checkpoint from, but got .*openCheckpointFile\("model.pth"\)/,
    ],
    ['nothing', () => undefined, /but got/],
    ['an empty Blob', () => new Blob([]), /checkpoint: is empty/],
    ['text', () => new Blob(['<!doctype html><html>']), /is not a checkpoint but a web page/],
    ['a truncated file', () => new Blob([bytes.subarray(0, 5000)]), /is truncated/],
    [
      'a program',
      () => new Blob([header, 'cposix\nsystem\n(S"true"\ntR.']),
      /would run .*system, which no checkpoint needs/,
    ],
  ])('refuses %s', async (_what, input, message) => {
    const reading = readCheckpoint(input() as Blob);
    await expect(reading).rejects.toThrow(CheckpointError);
    await expect(readCheckpoint(input() as Blob)).rejects.toThrow(message);
  });

  it('says which file it is', async () => {
    await expect(readCheckpoint(new Blob(['x']), { name: 'upload.pth' })).rejects.toThrow(/^upload\.pth: /);
    const file = Object.assign(new Blob(['x']), { name: 'mine.pth' });
    await expect(readCheckpoint(file)).rejects.toThrow(/^mine\.pth: /);
  });
});

describe('openCheckpoint', () => {
  it.each(['zip', 'legacy', 'safetensors'] as const)(
    'reads little of %s file above 4 GiB',
    async (format) => {
      const path = join(folder, `large-${format}.${format === 'safetensors' ? format : 'pth'}`);
      writeSparse(path, format);
      Counted.bytes = 0;
      const opened = await openCheckpoint(new Counted(fileBlob(path)));
      const tensor = opened.stateDict.get('b');
      expect(await tensor?.read()).toEqual(floats(1, 2, 3));
      expect(opened.stateDict.get('a')).toMatchObject({ dtype: 'uint8', shape: [HOLE], byteLength: HOLE });
      expect(opened.size).toBe(statSync(path).size);
      expect(Counted.bytes).toBeLessThan(4 * 2 ** 20);
    },
  );

  it('fetches the sizes of all storages of a legacy file at once', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `layer${i}.weight`);
    const large = () => ({ dtype: 'float32', shape: [70_000], data: new Float32Array(70_000) }) as const;
    const file = writeCheckpoint(Object.fromEntries(names.map((name) => [name, large()])), {
      format: 'legacy',
    });
    Counted.bytes = 0;
    const opened = await openCheckpoint(new Counted(file as BlobLike));
    expect([...opened.stateDict.keys()]).toEqual(names);
    expect(Counted.bytes).toBeLessThan(file.size / 20);
  });

  it('reads tensors at the same time', async () => {
    const opened = await openCheckpoint(new Blob([readFileSync(FIXTURE)]));
    const [first, second] = [await openCheckpointFile(FIXTURE), opened];
    const records = await Promise.all([...second.stateDict.values()].map((tensor) => tensor.read()));
    const expected = await Promise.all([...first.stateDict.values()].map((tensor) => tensor.read()));
    expect(records).toEqual(expected);
    first.close();
  });

  it('says so when the file was closed', async () => {
    const opened = await openCheckpointFile(FIXTURE);
    opened.close();
    const [tensor] = opened.stateDict.values();
    await expect(tensor.read()).rejects.toThrow('was closed before it was read');
  });
});

describe('writeCheckpoint', () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      'tensors that are not those of a tensors',
      () => writeCheckpoint({ a: 1 }, { format: 'safetensors' }),
      /"a" is none/,
    ],
    ['no tensors', () => writeCheckpoint({}, { format: 'safetensors' }), /there are none/],
    ['an unknown format', () => writeCheckpoint({}, { format: 'onnx' as 'zip' }), /but got "onnx"/],
    ['metadata of a .pth', () => writeCheckpoint({}, { metadata: { a: 'b' } }), /the format is zip/],
    ['a function', () => writeCheckpoint({ a: () => 1 }), /./],
  ])('refuses %s', (_what, write, message) => {
    expect(write).toThrow(CheckpointError);
    expect(write).toThrow(message);
  });

  it('refuses tensors that were not read, and names them', async () => {
    const opened = await openCheckpoint(writeCheckpoint({ state_dict: { w: floats(1) } }));
    expect(() => writeCheckpoint(opened.tree)).toThrow('value.state_dict.w: the tensor is not loaded.');
  });

  it('leaves the earlier file when it cannot write', async () => {
    const path = join(folder, 'kept.pth');
    writeFileSync(path, 'before');
    await expect(saveCheckpoint(path, { a: () => 1 })).rejects.toThrow(CheckpointError);
    expect(readFileSync(path, 'utf8')).toBe('before');
    await expect(saveCheckpoint(join(folder, 'absent', 'x.pth'), {})).rejects.toThrow('could not be written');
  });
});

describe('tools', () => {
  const of = (...values: number[]) =>
    openCheckpoint(writeCheckpoint({ state_dict: { w: floats(...values) } }));

  it('inspect: sizes and statistics', async () => {
    const inspection = await inspectCheckpoint(await of(1, 3, Number.NaN));
    expect(inspection.tensors).toEqual([
      {
        path: 'state_dict.w',
        dtype: 'float32',
        shape: [3],
        bytes: 12,
        storedBytes: 12,
        statistics: { min: 1, max: 3, mean: 2, std: 1, nans: 1, infinities: 0 },
      },
    ]);
    const bare = await inspectCheckpoint(await of(1), { statistics: false });
    expect(bare.tensors[0]).not.toHaveProperty('statistics');
    await expect(inspectCheckpoint('model.pth' as never)).rejects.toThrow('open the file first');
  });

  it('diff: what changed, and what is only in one', async () => {
    const diff = await diffCheckpoints(await of(1, 2), await of(1, 2.5));
    expect(diff.changed).toEqual([
      {
        path: 'state_dict.w',
        what: 'values',
        detail: '1 of 2 values, by up to 0.5000',
        largestDifference: 0.5,
        differingValues: 1,
      },
    ]);
    expect(await diffCheckpoints(await of(1), await of(1))).toMatchObject({ changed: [], equal: 1 });
    expect((await diffCheckpoints(await of(1), await of(1, 2))).changed[0].what).toBe('shape');
  });

  it('convert: a detector out of a pre-trained model', async () => {
    const pretrained = writeCheckpoint({
      state_dict: {
        'backbone.neck.fpn.bias': floats(1),
        'backbone.backbone.conv1.bias': floats(2),
        'head.x': floats(3),
      },
    });
    const { file } = await convertCheckpoint(pretrained, 'extract-detector-weights');
    const { stateDict } = await readCheckpoint(file);
    expect([...stateDict.keys()]).toEqual(['neck.fpn.bias', 'backbone.conv1.bias']);
    await expect(convertCheckpoint(pretrained, 'onnx' as 'moco')).rejects.toThrow(
      'Unknown converter "onnx": expected one of extract-detector-weights, backbone',
    );
  });
});

/** Magic number, protocol and system of a legacy file: its first three pickles. */
function legacyHeader(file: Uint8Array): Uint8Array<ArrayBuffer> {
  const ends: number[] = [];
  // Each pickle of the writer begins with protocol 2 (80 02) and ends with a full stop before the next.
  for (let i = 0; i + 2 < file.length; i++) if (file[i] === 0x2e && file[i + 1] === 0x80) ends.push(i + 1);
  return new Uint8Array(file.slice(0, ends[2]));
}
