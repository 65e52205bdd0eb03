import { execFileSync } from 'node:child_process';
import { shellWord } from '../../aligndet/core/index.js';

describe('shellWord', () => {
  it.each(['data/coco/train2017@0.5.json', 'my images', 'it\'s $HOME `x` "y" *', '', 'ü/日本', 'a\\b'])(
    'a shell reads %j as one word',
    (text) => {
      const printed = execFileSync('sh', ['-c', `printf '%s|' ${shellWord(text)}`], { encoding: 'utf8' });
      expect(printed).toBe(`${text}|`);
    },
  );

  it('leaves plain paths alone', () => expect(shellWord('data/ü_1.json')).toBe('data/ü_1.json'));
});
