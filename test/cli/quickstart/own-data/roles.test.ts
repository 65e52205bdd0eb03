import { roleOf } from '../../../../aligndet/cli/quickstart/own-data/roles.js';

describe('roleOf', () => {
  it.each([
    ['annotations/instances_train2017.json', 'train'],
    ['annotations/instances_val2014.json', 'val'],
    ['valid/_annotations.coco.json', 'val'],
    ['Train/labels.json', 'train'],
    ['annotations/instancesTrain.json', 'train'],
    ['train/instances_val.json', 'val'], // the name of the file counts before that of its folder
    ['instances_trainval.json', 'trainval'],
    ['train_val.json', 'trainval'],
    ['test.json', 'test'],
    ['image_info_test-dev2017.json', 'test'],
    ['result.json', undefined],
    ['training_day/photos.json', 'train'],
    ['retrained/x.json', undefined], // a word, not a part of one
    ['evaluate.json', undefined],
    ['', undefined],
  ])('%s: %s', (path, role) => expect(roleOf(path)).toBe(role));
});
