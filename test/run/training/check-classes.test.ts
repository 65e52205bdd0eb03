import { ConfigError, DataError } from '../../../aligndet/core/index.js';
import { checkEvaluatedClasses } from '../../../aligndet/run/training/check-classes.js';

describe('classes of data.val', () => {
  const model = { namedModules: () => [['roi_head.bbox_head', { numClasses: 2 }]] } as never;

  function check(trained: string[], evaluated: string[]): string[] {
    const warnings: string[] = [];
    checkEvaluatedClasses(model, { trained, evaluated }, { warn: (text) => warnings.push(text) });
    return warnings;
  }

  it('are those of data.train', () => {
    expect(check(['box', 'disc'], ['box', 'disc'])).toEqual([]);
  });

  it('are refused in another order, with both lists', () => {
    const call = () => check(['box', 'disc'], ['disc', 'box']);
    expect(call).toThrow(DataError);
    expect(call).toThrow(
      'data.val: "disc" is class 0 there, but class 1 of data.train, so detections would be counted as those of another class.\n' +
        'data.train: box, disc\ndata.val:   disc, box\nSet both to the same list of classes.',
    );
    expect(() => check(['box', 'disc'], ['line', 'box'])).toThrow(
      '"box" is class 1 there, but class 0 of data.train',
    );
  });

  it('are refused when the heads tell apart more or fewer', () => {
    const eighty = Array.from({ length: 80 }, (_, i) => `class ${i}`);
    for (const evaluated of [eighty, ['box'], []]) {
      expect(() => check(['box', 'disc'], evaluated)).toThrow(ConfigError);
      expect(() => check(['box', 'disc'], evaluated)).toThrow(
        `model.roi_head.bbox_head.num_classes is 2, but the dataset has ${evaluated.length} classes`,
      );
    }
  });

  it('of other names are compared by position, with a word on it', () => {
    expect(check(['box', 'disc'], ['box', 'circle'])).toEqual([
      'data.val has classes of other names than data.train. They are compared by index.\ndata.train: box, disc\ndata.val:   box, circle',
    ]);
  });
});
