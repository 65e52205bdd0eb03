import { Random } from '../../../aligndet/core/index.js';
import { END_OF_BYTES, JsonFault, JsonParser } from '../../../aligndet/core/json/json-parser.js';

function parserOf(text: string | Buffer): JsonParser {
  const bytes = Buffer.concat([Buffer.from(text), Buffer.alloc(1)]);
  return new JsonParser(bytes, bytes.length - 1);
}

const parse = (text: string | Buffer): unknown =>
  parserOf(Buffer.concat([Buffer.from(text), Buffer.from(' ')])).value();

function faultOf(text: string | Buffer): [reason: string, at: number] {
  try {
    parse(text);
  } catch (fault) {
    if (fault instanceof JsonFault) return [fault.reason, fault.at];
    throw fault;
  }
  throw new Error('There is no fault.');
}

describe('JsonParser', () => {
  it.each([
    '0',
    '-0',
    '1',
    '-17',
    '9007199254740991',
    '0.1',
    '-2.50',
    '702.1057499999998',
    '0.9987654328346252',
    '1e5',
    '-0.5E-3',
    '1.25e+2',
    '1e400',
    '123456789.123456789012345678901234567890',
    '5e-324',
    '2.2250738585072011e-308',
    '179769313486231580000.5',
    '""',
    '"a"',
    '"é€𝄞"',
    '"\\u00e9\\n\\t\\"\\\\\\/"',
    '"\\ud834\\udd1e"',
    'true',
    'false',
    'null',
    '[]',
    '{}',
    ' [ 1 , [2,\n3] , {} ] ',
    '{"a":1,"b":[{"c":null}],"":2,"é":3}',
    '[{"a":1},{"a":2,"b":3},{"b":4},{"a":5,"b":6},{}]',
    '[{"2":1,"1":2},{"2":3,"1":4}]',
  ])('reads %s as JSON.parse does', (text) => {
    expect(parse(text)).toEqual(JSON.parse(text));
    expect(Object.is(parse(text), JSON.parse(text)) || typeof parse(text) !== 'number').toBe(true);
  });

  it('rounds decimals as JSON.parse does', () => {
    const random = new Random(1);
    for (let i = 0; i < 20_000; i++) {
      const digits = Math.floor(random.random() * 10 ** (1 + (i % 17)));
      const text = (digits / 10 ** (i % 13)).toFixed(i % 13);
      expect([text, Number(parse(text))]).toEqual([text, JSON.parse(text)]);
    }
  });

  it('keeps integers beyond 2^53 exact', () => {
    expect(parse('[9007199254740992, 9007199254740993, -9223372036854775808]')).toEqual([
      9007199254740992n,
      9007199254740993n,
      -9223372036854775808n,
    ]);
    expect(parse('340282366920938463463374607431768211455')).toBe(2n ** 128n - 1n);
  });

  it("reads what Python's json writes for numbers that are not finite", () => {
    expect(parse('[NaN, Infinity, -Infinity]')).toEqual([
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ]);
  });

  it('takes "__proto__" for a key like any other', () => {
    const objects = parse('[{"__proto__": {"x": 1}}, {"__proto__": 2}]') as object[];
    expect(objects.map((object) => Object.keys(object))).toEqual([['__proto__'], ['__proto__']]);
    expect((objects[0] as { x?: unknown }).x).toBeUndefined();
  });

  it.each<[string, string | Buffer, string, number]>([
    ['a key twice', '{"a": 1, "b": 2, "a": 3}', 'an object has the key "a" twice, with different values', 17],
    [
      'a key twice in a later record',
      '[{"a": 1}, {"a": 1, "a": 2}]',
      'an object has the key "a" twice, with different values',
      20,
    ],
    ['a missing comma', '[1 2]', 'expected "," or "]"', 3],
    ['a comma too many', '[1, ]', 'expected a value', 4],
    ['a comma at the end of an object', '{"a": 1,}', 'expected a key in double quotes', 8],
    ['single quotes', "{'a': 1}", 'expected a key in double quotes', 1],
    ['no colon', '{"a" 1}', 'expected ":" after a key', 5],
    ['a leading zero', '[012]', '012 is not a valid JSON number', 1],
    ['a point without digits', '[1.]', '1. is not a valid JSON number', 1],
    ['two signs', '[--1]', '--1 is not a valid JSON number', 1],
    ['a number of thousands of digits', `[${'9'.repeat(5000)}]`, 'a number has too many digits', 1],
    ['a word', '[undefined]', 'expected a value', 1],
    ['a word that starts well', '[nullx]', 'expected a value', 1],
    [
      'a line break in a string',
      '["a\nb"]',
      'a string contains a line break or another control character',
      3,
    ],
    ['a Windows path', '["C:\\data"]', 'a string contains "\\d"; write a backslash as \\\\', 1],
    ['latin-1', Buffer.from('["é"]', 'latin1'), 'a string is not UTF-8 text', 1],
    ['a byte that is 0', '[1, \0]', 'expected a value', 4],
  ])('refuses %s', (_case, text, reason, at) => {
    expect(faultOf(text)).toEqual([reason, at]);
  });

  it('goes on with a key that an object has twice with one value', () => {
    expect(parse('{"a": [1], "a": [1]}')).toEqual({ a: [1] });
  });

  it('refuses nesting that would exhaust the stack', () => {
    expect(faultOf('['.repeat(100_000))[0]).toContain('nested');
  });

  it('asks for more bytes wherever a text is cut', () => {
    const text = '{"a\\n": [1.5, -2e3, NaN, "é\\u00e9", true, {"b": null}], "c": 12345678901234567890}';
    const bytes = Buffer.from(text);
    for (let length = 0; length < bytes.length; length++) {
      let thrown: unknown;
      try {
        parserOf(bytes.subarray(0, length)).value();
      } catch (error) {
        thrown = error;
      }
      expect([length, thrown]).toEqual([length, END_OF_BYTES]);
    }
  });
});
