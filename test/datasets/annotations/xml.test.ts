import { childOf, parseXml } from '../../../aligndet/datasets/annotations/xml.js';

describe('parseXml', () => {
  it('keeps nesting, text, entities and lines', () => {
    const root = parseXml(
      '<?xml version="1.0"?>\n<!-- <c> & c -->\n<a x="1>2" y=\'<\'><b>1 &lt; &#50;&#x33;</b><c/>\n<b><![CDATA[<raw> & more]]></b></a>\n<!-- end -->\n',
      'f.xml',
    );
    expect(root.children.map(({ name, text, line }) => [name, text, line])).toEqual([
      ['b', '1 < 23', 3],
      ['c', '', 3],
      ['b', '<raw> & more', 4],
    ]);
    expect(childOf(root, 'b')?.text).toBe('1 < 23');
  });

  it('leaves prefixes of names and name spaces out', () => {
    const root = parseXml('<v:annotation xmlns:v="http://x"><v:size/></v:annotation>', 'f.xml');
    expect([root.name, root.children[0].name]).toEqual(['annotation', 'size']);
  });

  it('neither expands nor opens what a document type declares', () => {
    const bomb = `<!DOCTYPE a [
      <!-- it's > a comment ] -->
      <!ENTITY l0 "ha"><!ENTITY l1 "&l0;&l0;"><!ENTITY file SYSTEM "file:///etc/passwd">
      <!ELEMENT a (#PCDATA)> ]>`;
    expect(parseXml(`${bomb}<a>x</a>`, 'f.xml').text).toBe('x');
    for (const name of ['l1', 'file']) {
      const text = `${bomb}\n<a>&${name};</a>`;
      expect(() => parseXml(text, 'f.xml')).toThrow(
        `f.xml, line 5: not XML: "&${name};" is not a valid entity.`,
      );
    }
  });

  it('reads a megabyte of open tags and of attributes in no time', () => {
    expect(() => parseXml('<a>'.repeat(300_000), 'f.xml')).toThrow('never closed');
    expect(() => parseXml(`<a ${'b="c" '.repeat(200_000)}`, 'f.xml')).toThrow('is not a tag');
  }, 2000);

  it.each([
    ['<a>\n<b></a>', 'line 2: not XML: </a> closes <b> of line 2'],
    ['<a>\n<b>\n', 'line 3: not XML: <b> of line 2 is never closed; the file may be truncated'],
    ['<a></a><b/>', 'line 1: not XML: <b> is a second root element'],
    ['<a/></a>', 'line 1: not XML: </a> has no opening tag'],
    ['<a/>\nmore', 'line 2: not XML: the text "more" is outside of the root element'],
    ['{"a": 1}', 'line 1: not XML: the text "{"a": 1}" is outside of the root element'],
    ['', 'line 1: not XML: the file is empty'],
    ['<!-- c -->', 'line 1: not XML: it has no element'],
    ['<!DOCTYPE html>\n<html></html>', 'line 1: not XML: it is an HTML page'],
    ['<a>\n<!-- c', 'line 2: not XML: a comment is never closed'],
    ['<a><![CDATA[ c', 'line 1: not XML: CDATA is never closed'],
    ['<a>\n<b', 'line 2: not XML: "<b" is not a tag'],
    ['<a>\nM&M</a>', 'line 2: not XML: "&M" is not a valid entity. Write an ampersand as &amp;'],
    ['<a>&#x110000;</a>', 'line 1: not XML: "&#x110000;" is not a valid entity.'],
    ['<!DOCTYPE a [ "', 'line 1: not XML: a document type is never closed'],
  ])('refuses %j', (content, reason) => {
    expect(() => parseXml(content, 'f.xml')).toThrow(`Annotation file f.xml, ${reason}`);
  });
});
