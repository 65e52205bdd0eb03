import { oneLine, oneMessage, visible } from '../../aligndet/core/index.js';

describe('visible', () => {
  it.each([
    ['an escape sequence', '\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
    ['a title of the terminal', '\u001b]0;PWNED\u0007', '\\u001b]0;PWNED\\u0007'],
    ['eight-bit controls', '\u009b2Jx\u0085', '\\u009b2Jx\\u0085'],
    ['a backspace and a carriage return', 'bad\b\b\bgood\rx', 'bad\\u0008\\u0008\\u0008good\\u000dx'],
    ['delete and zero', '\u007f\0', '\\u007f\\u0000'],
    ['overrides of the direction', '\u202egnp.exe\u2066\u2069\u200f', '\\u202egnp.exe\\u2066\\u2069\\u200f'],
    ['line separators of Unicode', 'a\u2028b\u2029c', 'a\\u2028b\\u2029c'],
    ['invisible letters', 'a\u200bb\ufeff\u{e0041}', 'a\\u200bb\\ufeff\\udb40\\udc41'],
    ['half a character', 'a\ud800b', 'a\\ud800b'],
    ['line ends of Windows', 'a\r\nb', 'a\nb'],
  ])('escapes %s', (_case, text, expected) => {
    expect(visible(text)).toBe(expected);
  });

  it.each(['', 'plain.weight', 'a\n\tb', 'é ß 猫 שלום 👨‍👩‍👧', '\\u001b'])('leaves %j alone', (text) => {
    expect(visible(text)).toBe(text);
  });

  it('leaves JSON what it was', () => {
    const value = { 'a\u001b\u009b\u202e': ['\u2028', 'b\nc\u007f\u{e0041}'] };
    const shown = visible(JSON.stringify(value, null, 1));
    expect(shown).toMatch(/^[\n\x20-\x7e]*$/);
    expect(JSON.parse(shown)).toEqual(value);
  });
});

describe('oneLine', () => {
  it('has no line ends', () => {
    expect(oneLine('a\nerror: b\r\nc\td')).toBe('a\\nerror: b\\u000d\\nc\\td');
  });
});

describe('oneMessage', () => {
  it('indents what could pass for another message', () => {
    expect(oneMessage('a.\nerror: b\n\nc\n')).toBe('a.\n  error: b\n\n  c\n');
  });
});
