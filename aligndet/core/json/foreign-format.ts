/** @module Recognizes files that are not JSON: formats that downloads, exports and editors produce instead. */

/** Magic bytes of a format, its name, and what to do. */
interface Foreign {
  readonly starts: readonly (readonly number[])[];
  readonly is: string;
  readonly todo: string;
}

const ascii = (text: string): number[] => [...Buffer.from(text, 'latin1')];

const UNPACK = 'Unpack it and use the file inside';

const BY_BYTES: readonly Foreign[] = [
  { starts: [[0x1f, 0x8b]], is: 'a gzip archive', todo: UNPACK },
  { starts: [ascii('PK\x03\x04'), ascii('PK\x05\x06')], is: 'a zip archive', todo: UNPACK },
  { starts: [ascii('BZh')], is: 'a bzip2 archive', todo: UNPACK },
  { starts: [[0xfd, 0x37, 0x7a, 0x58, 0x5a]], is: 'an xz archive', todo: UNPACK },
  { starts: [[0x28, 0xb5, 0x2f, 0xfd]], is: 'a zstd archive', todo: UNPACK },
  { starts: [[0x37, 0x7a, 0xbc, 0xaf]], is: 'a 7z archive', todo: UNPACK },
  { starts: [ascii('Rar!')], is: 'a rar archive', todo: UNPACK },
  {
    starts: [2, 3, 4, 5].map((version) => [0x80, version]),
    is: 'a Python pickle',
    todo: 'Load it in Python and write it with json.dump',
  },
  { starts: [ascii('\x93NUMPY')], is: 'a NumPy array', todo: 'Use the JSON file in COCO format' },
  { starts: [ascii('PAR1')], is: 'a Parquet table', todo: 'Export the data set in COCO format' },
  { starts: [ascii('SQLite format')], is: 'an SQLite database', todo: 'Export the data set in COCO format' },
  {
    starts: [[0xff, 0xd8, 0xff], ascii('\x89PNG'), ascii('GIF8'), ascii('RIFF')],
    is: 'an image',
    todo: 'Use the annotation file; images belong in img_prefix',
  },
  { starts: [ascii('%PDF')], is: 'a PDF document', todo: 'Use the JSON file' },
  {
    starts: [[0x00, 0x05, 0x16, 0x07]],
    is: 'a macOS resource fork',
    todo: 'Use the file whose name does not start with "._"',
  },
];

const DOWNLOAD = 'Download the file again';

const BY_TEXT: readonly { readonly pattern: RegExp; readonly is: string; readonly todo: string }[] = [
  {
    pattern: /^version https:\/\/git-lfs/,
    is: 'a Git LFS pointer',
    todo: 'Run "git lfs pull" in its repository',
  },
  {
    pattern: /^<(?:!doctype html|html|head|body|script)/i,
    is: 'a web page (HTML)',
    todo: `${DOWNLOAD}: the URL may need a login or a confirmation`,
  },
  {
    pattern: /^<\?xml|^<[a-z]/i,
    is: 'XML',
    todo: 'Use a JSON file, or VOCDataset for XML annotations',
  },
  { pattern: /^<{7} /, is: 'a file with merge conflicts', todo: 'Resolve the conflict in git' },
  { pattern: /^\{\s*'/, is: "Python's repr of a dict", todo: 'Write it with json.dump' },
];

const TO_UTF8 = 'Save it as UTF-8, for example with: iconv -f UTF-16 -t UTF-8';

/**
 * The format of a file and what to do, as the end of a sentence; `undefined` when it may be JSON.
 *
 * @param head the first bytes of the file.
 */
export function foreignFormat(head: Uint8Array): string | undefined {
  if (head.every((byte) => byte === 32 || (byte >= 9 && byte <= 13)))
    return `is empty. ${DOWNLOAD}, or write it again`;
  if (head.every((byte) => byte === 0)) {
    return `contains only zero bytes: it was not written completely. ${DOWNLOAD}, or write it again`;
  }
  if (isUtf16(head)) return `is UTF-16 text, not UTF-8. ${TO_UTF8}`;
  const found =
    BY_BYTES.find(({ starts }) => starts.some((bytes) => bytes.every((byte, i) => head[i] === byte))) ??
    BY_TEXT.find(({ pattern }) => pattern.test(textOf(head)));
  return found === undefined ? undefined : `is ${found.is} instead of JSON. ${found.todo}`;
}

/** Has a byte-order mark, or zeros between characters. */
function isUtf16([a, b, c, d]: Uint8Array): boolean {
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) return true;
  return (a === 0 && b !== 0 && c === 0 && d !== 0 && b > 8) || (a !== 0 && b === 0 && c !== 0 && d === 0);
}

function textOf(head: Uint8Array): string {
  return Buffer.from(head.subarray(0, 512))
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
}
