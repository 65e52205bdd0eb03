import {
  bytesSource,
  type PyValue,
  parseTorchFile,
  plain,
  tensorsBelow,
  torchFileChunks,
  unpickle,
} from '../../../aligndet/checkpoint/index.js';
import { shower } from '../../../aligndet/checkpoint/inspect/shown.js';
import { assertShallow } from '../../../aligndet/checkpoint/pickle/depth.js';
import { CheckpointError } from '../../../aligndet/core/index.js';

/** On a busy machine; each takes a fraction of it on an idle one. */
const LONGEST_MS = 4000;
/** Above what was there before: the free part of the budget, and as much again for the collector. */
const MAX_BYTES = 600 * 2 ** 20;

const latin = (text: string) => Buffer.from(text, 'latin1');
const repeated = (count: number, step: (i: number) => Buffer) =>
  Buffer.concat(Array.from({ length: count }, (_, i) => step(i)));
const int = (value: number) => {
  const bytes = Buffer.alloc(5, 0x4a);
  bytes.writeInt32LE(value | 0, 1);
  return bytes;
};
const text = (length: number) => {
  const head = Buffer.alloc(5, 0x58);
  head.writeUInt32LE(length, 1);
  return Buffer.concat([head, Buffer.alloc(length, 'a')]);
};
const name = (length: number) => {
  const bytes = text(length);
  bytes[5] = 0x41;
  return bytes;
};
const list = (length: number) => Buffer.concat([latin('('), Buffer.alloc(length, 'N'), latin('l')]);

/** What is `h\0`, entry 0 of the memo, then something 20 000 times with it. */
const often = (first: Buffer, step: string, before = '(') =>
  Buffer.concat([first, latin('q\0'), latin(before), repeated(20_000, () => latin(step)), latin('l.')]);

const BOMBS: [string, Buffer][] = [
  ['copies of a list', often(list(50_000), 'c__builtin__\nlist\nh\0\x85R')],
  ['sets of a list', often(list(50_000), 'c__builtin__\nset\nh\0\x85R')],
  ['sizes of a list', often(list(50_000), 'ctorch\nSize\nh\0\x85R')],
  ['bytes of a text', often(text(100_000), 'c_codecs\nencode\nh\0X\x06\0\0\0latin1\x86R')],
  ['byte arrays', often(text(100_000), 'c__builtin__\nbytearray\nh\0X\x07\0\0\0latin-1\x86R')],
  ['names of a long text', often(text(900), 'h\0h\0\x93')],
  [
    'instances that share arguments',
    often(
      Buffer.concat([list(100_000), latin('0('), Buffer.alloc(100_000, 'N'), latin('t')]),
      'cmods\nA\nh\0\x81',
    ),
  ],
  [
    'instances that share a dict',
    often(
      Buffer.concat([latin('}('), repeated(20_000, (i) => Buffer.concat([int(i), latin('N')])), latin('u')]),
      'ccopy_reg\n_reconstructor\n(cm\nA\nc__builtin__\ndict\nh\0tR',
    ),
  ],
  ['empty dicts', Buffer.concat([latin('('), Buffer.alloc(3_000_000, '}'), latin('l.')])],
  ['empty sets', Buffer.concat([latin('('), Buffer.alloc(3_000_000, 0x8f), latin('l.')])],
  ['marks', Buffer.concat([Buffer.alloc(3_000_000, '('), latin('N.')])],
  ['a memo', Buffer.concat([latin('N'), Buffer.alloc(3_000_000, 0x94), latin('.')])],
  [
    'a long key that is set again',
    Buffer.concat([text(400_000), latin('q\0}'), repeated(100_000, () => latin('h\0Ns')), latin('.')]),
  ],
  [
    'a long tuple as a key',
    Buffer.concat([text(400_000), latin('q\0}'), repeated(20_000, () => latin('h\0\x85Ns')), latin('.')]),
  ],
  [
    'long bytes as a key',
    Buffer.concat([
      text(400_000),
      latin('q\0'),
      latin('0c_codecs\nencode\nh\0X\x06\0\0\0latin1\x86Rq\x01}'),
      repeated(100_000, () => latin('h\x01Ns')),
      latin('.'),
    ]),
  ],
  [
    'keys that collide',
    Buffer.concat([
      latin('}('),
      repeated(60_000, (i) => Buffer.concat([int(i * 0x10000), latin('N')])),
      latin('u.'),
    ]),
  ],
  [
    'states of an array that is set again',
    Buffer.concat([
      latin("cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR("),
      latin("I1\n(I100000\ntcnumpy\ndtype\n(S'u1'\nI0\nI1\ntRI00\n"),
      Buffer.concat([latin('B'), Buffer.from(Uint32Array.of(100_000).buffer), Buffer.alloc(100_000)]),
      latin('tq\0'),
      repeated(20_000, () => latin('bh\0')),
      latin('b.'),
    ]),
  ],
  [
    'empty texts of numpy',
    latin(
      "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(L900000000000L\ntcnumpy\ndtype\n(S'U0'\nI0\nI1\ntRI00\nS''\ntb.",
    ),
  ],
  [
    'instances that share a list',
    often(list(100_000), 'ccopy_reg\n_reconstructor\n(cm\nA\nc__builtin__\nlist\nh\0tR'),
  ],
  ['instances of a class with a long name', often(name(450), 'h\0h\0\x93)\x81')],
  [
    'a large integer as a key',
    Buffer.concat([
      latin('\x8b\0\x10\0\0'),
      Buffer.alloc(4096, 0x7f),
      latin('q\0}'),
      repeated(200_000, () => latin('h\0Ns')),
      latin('.'),
    ]),
  ],
  [
    'a long text that begins with zero as a key',
    Buffer.concat([
      latin('X\0\0\x10\0'),
      Buffer.alloc(1 << 20),
      latin('q\0}'),
      repeated(100_000, () => latin('h\0Ns')),
      latin('.'),
    ]),
  ],
  [
    'a large integer again and again',
    often(Buffer.concat([latin('\x8b\0\x10\0\0'), Buffer.alloc(4096, 0x7f)]), 'h\0'),
  ],
  [
    'keys of the same text',
    Buffer.concat([latin('}'), repeated(30_000, () => latin('(\x91Ns')), latin('.')]),
  ],
  [
    'a large set as the key of many dicts',
    Buffer.concat([
      latin('('),
      repeated(100_000, int),
      latin('\x91q\0('),
      repeated(10_000, () => latin('}h\0]s')),
      latin('l.'),
    ]),
  ],
  [
    'keys of long names',
    Buffer.concat([text(1100), latin('q\0('), repeated(20_000, () => latin('}h\0]s')), latin('l.')]),
  ],
  [
    'types of arrays that hold types of arrays',
    Buffer.concat([
      latin('cnumpy\ndtype\n\x8c\x02V8\x85Rq\0'),
      repeated(20_000, () => latin('cnumpy\ndtype\n\x8c\x02V8\x85R(K\x03\x8c\x01|h\0NNK\x08K\x01K\0tbq\0')),
      latin('.'),
    ]),
  ],
  ['a device of many parts', often(text(100_000), 'ctorch\ndevice\nh\0h\0\x86R')],
];

/** `[[..] [..]]` of frozensets, forty levels, as the key of a dict in `meta`. */
const laughingKey = Buffer.concat([
  latin('\x80\x04(K\x01\x91q\0'),
  repeated(60, (i) =>
    Buffer.concat([latin('('), Buffer.of(0x68, i, 0x68, i, 0x4b, i), latin('\x91'), Buffer.of(0x71, i + 1)]),
  ),
  latin('}h\x3cNs.'),
]);

function use(value: PyValue): void {
  assertShallow(value);
  Array.from(tensorsBelow(value));
  plain(value);
  JSON.stringify(shower()(value));
  Array.from(torchFileChunks(value));
}

describe('small pickles that would take much', () => {
  it.each([...BOMBS, ['a key of frozensets of frozensets', laughingKey] as [string, Buffer]])(
    'end soon: %s',
    (_case, bytes) => {
      const [start, before] = [performance.now(), process.memoryUsage().rss];
      try {
        use(unpickle(bytesSource(bytes, 'bomb')).value);
      } catch (error) {
        expect(error).toBeInstanceOf(CheckpointError);
      }
      expect(performance.now() - start).toBeLessThan(LONGEST_MS);
      expect(process.memoryUsage().rss - before).toBeLessThan(MAX_BYTES);
    },
    30_000,
  );

  it('say that their size does not explain what they take', () => {
    expect(() => unpickle(bytesSource(BOMBS[0][1], 'bomb'))).toThrow('out of proportion to its size');
  });

  it('are told from large files by what they make for each byte', () => {
    const healthy = Buffer.concat([
      latin('('),
      repeated(200_000, (i) => Buffer.concat([latin('}q\0X\x04\0\0\0name'), int(i), latin('s')])),
      latin('l.'),
    ]);
    expect(unpickle(bytesSource(healthy, 'healthy')).value).toHaveLength(200_000);
  });

  it('are no archives: an archive is judged as a whole', () => {
    expect(() =>
      parseTorchFile(bytesSource(Buffer.from('PK\x05\x06'.padEnd(22, '\0'), 'latin1'), 'empty')),
    ).toThrow(CheckpointError);
  });
});
