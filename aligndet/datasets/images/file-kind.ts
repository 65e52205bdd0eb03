/**
 * @module Detects the format of a file by its first bytes: supported image formats, and other files with image names.
 */

/** Formats that can be decoded. */
export type ImageKind = 'jpeg' | 'png' | 'webp' | 'gif' | 'avif' | 'tiff' | 'bmp' | 'pnm' | 'jp2';

/** Extensions of such files. The content decides, not the name. */
export const IMAGE_EXTENSIONS: readonly string[] =
  'jpg jpeg jpe jfif pjpeg png apng bmp dib tif tiff webp gif avif pbm pgm ppm pnm jp2 j2k j2c jpc jpx'.split(
    ' ',
  );

const SIGNATURES: readonly (readonly [kind: ImageKind, test: (head: Buffer) => boolean])[] = [
  ['jpeg', (head) => has(head, '\xff\xd8\xff')],
  ['png', (head) => has(head, '\x89PNG\r\n\x1a\n')],
  ['bmp', (head) => has(head, 'BM') && has(head, '\0\0\0', 15)], // the size of its second header, which is small
  ['webp', (head) => has(head, 'RIFF') && has(head, 'WEBP', 8)],
  ['gif', (head) => has(head, 'GIF8')],
  ['avif', (head) => has(head, 'ftyp', 4) && /avi[fs]/.test(latin(head, 8, 64))],
  ['tiff', (head) => ['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].some((magic) => has(head, magic))],
  ['pnm', (head) => /^P[1-6]\s/.test(latin(head, 0, 3))],
  ['jp2', (head) => has(head, 'jP  \r\n\x87\n', 4) || has(head, '\xff\x4f\xff\x51')],
];

/** @returns `undefined` for unsupported formats. */
export function imageKind(bytes: Buffer): ImageKind | undefined {
  return SIGNATURES.find(([, test]) => test(bytes))?.[0];
}

const CONVERT = 'Convert it to PNG or JPEG.';
const REPLACE = 'Replace it, or remove it from the dataset.';
const UNPACK = 'Unpack it.';
const DOWNLOAD = 'The download returned an error page. Download it again.';

type Look = readonly [test: (bytes: Buffer) => boolean, look: string, mend: string];

/** Tested in order: an SVG drawing is XML, and XML is text. */
const LOOKS: readonly Look[] = [
  [(bytes) => isZeros(bytes), 'it contains only zeros, as after an interrupted copy', REPLACE],
  [
    (bytes) => has(bytes, 'version https://git-lfs'),
    'it is a Git LFS pointer',
    'Run `git lfs pull` in its repository.',
  ],
  [(bytes) => has(bytes, '\0\x05\x16\x07'), 'it is a macOS resource fork ("._" name)', 'Delete it.'],
  [(bytes) => /<svg[\s>]/i.test(textOf(bytes)), 'it is an SVG drawing', CONVERT],
  [(bytes) => /^\s*<(!doctype html|html|head|body)/i.test(textOf(bytes)), 'it is an HTML page', DOWNLOAD],
  [(bytes) => /^\s*<\?xml|^\s*<Error>/i.test(textOf(bytes)), 'it is an XML file', DOWNLOAD],
  [(bytes) => /^\s*[{[]\s*["{[\]}\d-]/.test(textOf(bytes)), 'it is a JSON file', DOWNLOAD],
  [(bytes) => has(bytes, 'PK\x03\x04'), 'it is a zip archive', UNPACK],
  [(bytes) => has(bytes, '\x1f\x8b'), 'it is a gzip file', UNPACK],
  [(bytes) => has(bytes, '%PDF'), 'it is a PDF document', CONVERT],
  [
    (bytes) => has(bytes, 'ftyp', 4) && /hei[cfxms]|hev[cx]|mif1/.test(latin(bytes, 8, 64)),
    'it is a HEIC photo, a format of phones',
    CONVERT,
  ],
  [(bytes) => has(bytes, 'ftyp', 4), 'it is a video', 'Extract its frames as images.'],
  [(bytes) => has(bytes, 'RIFF') && has(bytes, 'AVI ', 8), 'it is a video', 'Extract its frames as images.'],
  [(bytes) => has(bytes, '8BPS'), 'it is a Photoshop document', CONVERT],
  [(bytes) => has(bytes, '\0\0\x01\0'), 'it is an icon file (ICO)', CONVERT],
  [(bytes) => has(bytes, '\xff\x0a') || has(bytes, 'JXL ', 4), 'it is a JPEG XL image', CONVERT],
  [(bytes) => has(bytes, 'v/1\x01'), 'it is an OpenEXR image', CONVERT],
  [(bytes) => has(bytes, '#?R'), 'it is a Radiance HDR image', CONVERT],
  [(bytes) => has(bytes, '\x59\xa6\x6a\x95'), 'it is a Sun raster image', CONVERT],
  [(bytes) => /^P[7Ff]\s/.test(latin(bytes, 0, 3)), 'it is a PAM or PFM image', CONVERT],
  [(bytes) => has(bytes, '\x93NUMPY'), 'it is a NumPy array', CONVERT],
  [(bytes) => has(bytes, 'DICM', 128), 'it is a DICOM image', CONVERT],
  [(bytes) => isText(bytes), 'it is a text file', REPLACE],
];

/** The format of a file that is not an image, and the remedy. */
export function looksLike(bytes: Buffer): { readonly look: string; readonly mend: string } {
  const found = LOOKS.find(([test]) => test(bytes));
  if (found !== undefined) return { look: found[1], mend: found[2] };
  const start = bytes.subarray(0, 8).toString('hex');
  return { look: `it starts with the bytes ${start}, which are not of an image format`, mend: REPLACE };
}

function has(bytes: Buffer, text: string, at = 0): boolean {
  return bytes.length >= at + text.length && latin(bytes, at, at + text.length) === text;
}

const latin = (bytes: Buffer, from: number, to: number): string => bytes.toString('latin1', from, to);

/** The start of the text, without byte order mark and comments. */
function textOf(bytes: Buffer): string {
  return bytes
    .subarray(0, 1000)
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .replace(/<!--[\s\S]*?-->/g, '');
}

const isZeros = (bytes: Buffer): boolean => bytes.length > 0 && bytes.every((value) => value === 0);

const isText = (bytes: Buffer): boolean =>
  bytes.subarray(0, 512).every((value) => value >= 32 || (value >= 9 && value <= 13));
