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
    ['no list for an image', { 'a.jpg': boxes }, /no rows of four numbers for b\.jpg\./],
    ['three numbers', [[], [[1, 2, 3]]], /no row of four numbers for b\.jpg: row 0 is \[1,2,3\]/],
    ['NaN', '{"a.jpg": [[1, 2, 3, 4], [1, NaN, 3, 4]], "b.jpg": []}', /for a\.jpg: row 1 is \[1,NaN,3,4\]/],
    ['a number for a list', [4, []], /no rows of four numbers for a\.jpg, but 4/],
    ['half a file', '[[[1, 2, 3, 4]], [[1, 2', /is truncated: it ends at byte 23, in element \[1\]/],
  ])('refuses %s', (_case, content, message) => {
    expect(() => read(content)).toThrow(DataError);
    expect(() => read(content)).toThrow(message);
    expect(() => read(content)).toThrow(`proposal_file ${path} `);
  });
});
