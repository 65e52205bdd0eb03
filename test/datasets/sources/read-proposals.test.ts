import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataError } from '../../../aligndet/core/index.js';
import type { AnnotationSource } from '../../../aligndet/datasets/index.js';
import { readProposals } from '../../../aligndet/datasets/sources/read-proposals.js';
import { temporaryFolder } from '../../support/coco.js';

describe('readProposals', () => {
  const path = join(temporaryFolder(), 'proposals.json');
  const source = {
    images: [{ filename: 'a.jpg' }, { filename: 'b.jpg' }],
    numListed: 3,
  } as unknown as AnnotationSource;
  const read = (content: unknown) => {
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return readProposals(path, source);
  };
  const boxes = [
    [1, 2, 3, 4, 0.9],
    [5, 6, 7, 8.5],
  ];

  it.each([
    ['a list for each image', [boxes, []]],
    ['lists by file name', { 'c.jpg': [[0, 0, 1, 1]], 'b.jpg': [], 'a.jpg': boxes }],
  ])('reads %s, without scores', (_case, content) => {
    expect(read(content)).toEqual([Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8.5), new Float32Array()]);
  });

  it.each<[string, unknown, RegExp]>([
    ['other images', [boxes], /has 1 lists, but 2 of 3 images are kept/],
    ['no list for an image', { 'a.jpg': boxes }, /has no list for b\.jpg\. Add one/],
    [
      'three numbers',
      [[], [[1, 2, 3]]],
      /has \[1,2,3\] in row 0 for b\.jpg, but \[x1, y1, x2, y2\] is expected/,
    ],
    [
      'NaN',
      '{"a.jpg": [[1, 2, 3, 4], [1, NaN, 3, 4]], "b.jpg": []}',
      /has \[1,NaN,3,4\] in row 1 for a\.jpg/,
    ],
    ['a number for a list', [4, []], /has 4 for a\.jpg, but a list of \[x1, y1, x2, y2\] is expected/],
    ['half a file', '[[[1, 2, 3, 4]], [[1, 2', /is truncated: it ends at byte 23, in element \[1\]/],
  ])('refuses %s', (_case, content, message) => {
    expect(() => read(content)).toThrow(DataError);
    expect(() => read(content)).toThrow(message);
    expect(() => read(content)).toThrow(`proposal_file ${path} `);
  });
});
