import { childOf, parseXml } from '../../../aligndet/datasets/annotations/xml.js';

describe('parseXml', () => {
  it('keeps nesting, text and entities', () => {
    const root = parseXml(
      '<?xml version="1.0"?><!-- c --><a x="1>2"><b>1 &lt; &#50;</b><c/><b><![CDATA[<raw>]]></b></a>',
      'f.xml',
    );
    expect(root.children.map(({ name, text }) => [name, text])).toEqual([
      ['b', '1 < 2'],
      ['c', ''],
      ['b', '<raw>'],
    ]);
    expect(childOf(root, 'b')?.text).toBe('1 < 2');
  });

  it.each([
    ['<a><b></a>', '</a> closes <b>'],
    ['<a>', '<a> is never closed'],
    ['', 'expected one outer element, found 0'],
  ])('refuses %s', (content, reason) => {
    expect(() => parseXml(content, 'f.xml')).toThrow(`Annotation file f.xml is not XML: ${reason}.`);
  });
});
