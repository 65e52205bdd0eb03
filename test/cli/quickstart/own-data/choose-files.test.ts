import type { AnnotationFile } from '../../../../aligndet/cli/quickstart/own-data/annotation-files.js';
import { chooseFiles } from '../../../../aligndet/cli/quickstart/own-data/choose-files.js';
import { roleOf } from '../../../../aligndet/cli/quickstart/own-data/roles.js';

function file(path: string, numAnnotations = 1): AnnotationFile {
  const annotations = Array.from({ length: numAnnotations }, () => ({ image_id: 1, category_id: 1 }));
  return { path, role: roleOf(path), json: { images: [], annotations, categories: [] } };
}

describe('chooseFiles', () => {
  it.each<[AnnotationFile[], string, string | undefined, string[]]>([
    [[file('train.json'), file('val.json')], 'train.json', 'val.json', []],
    [
      [file('test.json'), file('train.json'), file('trainval.json'), file('val.json')],
      'train.json',
      'val.json',
      ['test.json', 'trainval.json'],
    ],
    [[file('test.json'), file('train.json')], 'train.json', 'test.json', []],
    [[file('trainval.json'), file('val.json')], 'trainval.json', 'val.json', []],
    [[file('all.json'), file('val.json')], 'all.json', 'val.json', []],
    [[file('a.json'), file('b.json'), file('val.json')], 'a.json', undefined, ['b.json', 'val.json']],
    [[file('all.json', 9), file('train.json')], 'train.json', undefined, ['all.json']],
    [[file('val.json')], 'val.json', undefined, []],
    [[file('result.json')], 'result.json', undefined, []],
    [[file('a.json'), file('b.json', 5), file('c.json')], 'b.json', undefined, ['a.json', 'c.json']],
  ])('%#: takes %s', (files, train, val, left) => {
    const chosen = chooseFiles(files);
    expect(chosen.train.path).toBe(train);
    expect(chosen.val?.path).toBe(val);
    expect(chosen.left.map(({ path }) => path)).toEqual(left);
    for (const { reason } of chosen.left) expect(reason).not.toBe('');
  });
});
