/** What is said of annotation files that are no JSON, or whose ids do not fit; a section of `docs/mistakes.md`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readCoco } from '../../../aligndet/datasets/index.js';
import { temporaryFolder } from '../../support/coco.js';
import { expectMistakes } from '../../support/mistakes-page.js';

const INTRO =
  'Each is what an annotation file holds, or a piece of one in which the rest is right (`test/datasets/annotations/mistakes.test.ts`).';

const IMAGES = '{"id": 1, "file_name": "a.jpg", "width": 64, "height": 48}';
const REST = '"category_id": 1, "bbox": [1, 2, 3, 4], "area": 12, "iscrowd": 0';
const ANNOTATION = `{"id": 7, "image_id": 1, ${REST}}`;
const coco = (annotations: string, images = IMAGES, more = ''): string =>
  `{"images": [${images}], "annotations": [${annotations}], "categories": [{"id": 1, "name": "cat"}]${more}}`;

const annotation = (what: string, values: string) => ({
  what,
  written: `{${values}, ...}`,
  content: coco(`{${values}, ${REST}}`),
});
const file = (what: string, written: string, content: string | Buffer = written) => ({
  what,
  written,
  content,
});

const mistakes: readonly { what: string; written: string; content: string | Buffer }[] = [
  file('an empty file', '(no bytes)', ''),
  file('a file that was never written', '(bytes that are 0)', Buffer.alloc(4096)),
  file('a file that was cut off', '(the first half)', coco(ANNOTATION).slice(0, 130)),
  file('a gzip archive', '(the file in a .gz)', gzipSync(coco(ANNOTATION))),
  file('a zip archive', '(the file in a .zip)', 'PK\x03\x04'),
  file('a web page', '<!DOCTYPE html>...'),
  file('a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1'),
  file('a Python pickle', '(pickle.dump)', Buffer.from([0x80, 4, 0x95])),
  file("Python's repr", "{'images': [...]}"),
  file('UTF-16', '(as PowerShell redirects)', Buffer.from(`\uFEFF${coco(ANNOTATION)}`, 'utf16le')),
  file('the file of macOS beside it', '(._instances.json)', Buffer.from([0, 5, 0x16, 7, 0, 2, 0, 0])),
  file('XML', '<annotation>...</annotation>'),
  file('YAML', 'images:\n  - id: 1'),
  file('JSON Lines', `${ANNOTATION}\n${ANNOTATION}`),
  file('a comma too many', '[..., ]', coco(`${ANNOTATION}, `)),
  file(
    'a Windows path',
    '"file_name": "C:\\data\\a.jpg"',
    coco('', IMAGES.replace('a.jpg', 'C:\\data\\a.jpg')),
  ),
  file('detections', '[{"image_id": 1, "score": 0.5, ...}]', '[{"image_id": 1, "score": 0.5}]'),
  file('a list of images', '[{"id": 1, ...}]', `[${IMAGES}]`),
  file(
    'an object of annotations',
    '"annotations": {"7": ...}',
    `{"images": [], "annotations": {"7": 1}, "categories": []}`,
  ),
  file('a list twice', '"images": [...], ..., "images": [...]', coco(ANNOTATION, IMAGES, ', "images": []')),
  annotation('a key twice', '"id": 7, "image_id": 1, "id": 8'),
  annotation('NaN for an id', '"id": NaN, "image_id": 1'),
  annotation('strings for the ids of images', '"id": 7, "image_id": "1"'),
  annotation('a large id without its digits', '"id": 7, "image_id": 1e17'),
  file(
    'one large id twice',
    '"id": 9007199254740993, ... "id": 9007199254740993',
    coco([1, 2].map(() => ANNOTATION.replace('"id": 7', '"id": 9007199254740993')).join()),
  ),
  file(
    'a large id of a category',
    '"categories": [{"id": 9007199254740993, ...}]',
    coco(ANNOTATION).replace('[{"id": 1, "name"', '[{"id": 9007199254740993, "name"'),
  ),
];

describe('mistakes in annotation files', () => {
  const path = join(temporaryFolder(), 'a.json');

  const messageOf = (content: string | Buffer): string => {
    writeFileSync(path, content);
    try {
      readCoco(path);
      return '';
    } catch (error) {
      return (error as Error).message.replaceAll(path, 'a.json');
    }
  };

  it('are explained', () => {
    expectMistakes(
      'Data: annotation files',
      INTRO,
      mistakes.map(({ what, written, content }) => ({ what, written, message: messageOf(content) })),
    );
  });
});
