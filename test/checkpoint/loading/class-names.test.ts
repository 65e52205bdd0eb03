import { classNames } from '../../../aligndet/checkpoint/index.js';

describe('class names of a checkpoint', () => {
  it.each([
    [{ CLASSES: ['a', 'b'] }, ['a', 'b']],
    [{ dataset_meta: { classes: ['a'] } }, ['a']],
    [{ dataset_meta: { CLASSES: ['a'] } }, ['a']],
    [{ CLASSES: [] }, []],
    [{ CLASSES: null }, undefined],
    [{ CLASSES: ['a', 1] }, undefined],
    [{ CLASSES: [['a']] }, undefined],
    [{}, undefined],
    [undefined, undefined],
  ])('of %j are %j', (meta, expected) => {
    expect(classNames(meta)).toEqual(expected);
  });

  it('are not believed when they are a long text again and again', () => {
    expect(classNames({ CLASSES: new Array(3000).fill('a'.repeat(1000)) })).toBeUndefined();
  });
});
