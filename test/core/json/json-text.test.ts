import { jsonListChunks, jsonObjectChunks, jsonText, shownJson } from '../../../aligndet/core/index.js';

describe('jsonText', () => {
  const value = { a: [1, -0, 2.5, 'é"', null, undefined], b: undefined, c: { d: true, e: [] }, '"': {} };

  it('writes as JSON.stringify does', () => {
    expect(jsonText(value)).toBe(JSON.stringify(value));
    expect(jsonText({ ...value, big: 2n ** 60n })).toBe(
      JSON.stringify({ ...value, big: 1 }).replace('"big":1', '"big":1152921504606846976'),
    );
  });

  it("writes numbers that are not finite as Python's json does", () => {
    expect(jsonText([Number.NaN, Number.POSITIVE_INFINITY, { a: Number.NEGATIVE_INFINITY }])).toBe(
      '[NaN,Infinity,{"a":-Infinity}]',
    );
  });
});

describe('shownJson', () => {
  it('cuts long values', () => {
    expect(shownJson('x'.repeat(100))).toBe(`"${'x'.repeat(79)}...`);
    expect(shownJson(undefined)).toBe('undefined');
  });
});

describe('jsonObjectParts', () => {
  it.each([0, 1, 999, 1000, 1001, 2000])('writes lists of %i elements in pieces', (length) => {
    const list = Array.from({ length }, (_, id) => ({ id }));
    const value = { text: 'x', list, object: { a: [1] } };
    const parts = [...jsonObjectChunks({ ...value, list: list.values() })];
    expect(parts.join('')).toBe(JSON.stringify(value));
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThan(15_000);
    expect([...jsonListChunks(list, ',\n')].join('')).toBe(JSON.stringify(list).replaceAll('},{', '},\n{'));
  });

  it('writes nothing', () => {
    expect([...jsonObjectChunks({})].join('')).toBe('{}');
  });
});
