import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTextFile } from '../../../aligndet/datasets/annotations/text-file.js';
import { temporaryFolder } from '../../support/coco.js';

describe('readTextFile', () => {
  const path = join(temporaryFolder(), 'a.xml');
  const read = (bytes: Buffer): string => {
    writeFileSync(path, bytes);
    return readTextFile(path, 'Annotation file');
  };
  const declaring = (encoding: string) => `<?xml version="1.0" encoding="${encoding}"?><a>é</a>`;
  const bigEndian = (text: string) => Buffer.from(text, 'utf16le').swap16();

  it.each([
    ['UTF-8', declaring('UTF-8'), (text: string) => Buffer.from(text)],
    ['UTF-8 that declares nothing', '<a>é</a>', (text: string) => Buffer.from(text)],
    ['UTF-8 with a mark', '<a>é</a>', (text: string) => Buffer.from(`\ufeff${text}`)],
    ['UTF-8 that says UTF-16', declaring('utf-16'), (text: string) => Buffer.from(text)],
    ['Latin-1', declaring('ISO-8859-1'), (text: string) => Buffer.from(text, 'latin1')],
    ['Windows', declaring('windows-1252'), (text: string) => Buffer.from(text, 'latin1')],
    ['UTF-16 with a mark', declaring('UTF-16'), (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 that says UTF-8', declaring('utf-8'), (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 without a mark', declaring('UTF-16'), (text: string) => Buffer.from(text, 'utf16le')],
    ['big-endian UTF-16', declaring('UTF-16'), (text: string) => bigEndian(`\ufeff${text}`)],
    ['big-endian UTF-16 without a mark', declaring('UTF-16'), bigEndian],
    ['a list of PowerShell', 'im1\r\nimé\r\n', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ])('reads %s', (_what, text, encode) => {
    expect(read(encode(text))).toBe(text);
  });

  it('reads Chinese as declared', () => {
    const head = Buffer.from('<?xml version="1.0" encoding="GBK"?><a>');
    const bytes = Buffer.concat([head, Buffer.from('c3a8', 'hex'), Buffer.from('</a>')]);
    expect(read(bytes)).toContain('<a>猫</a>');
  });

  it('names the line that is of another encoding', () => {
    const bytes = Buffer.from('<a>\n<b>é</b>\n</a>', 'latin1');
    expect(() => read(bytes)).toThrow(/a\.xml, line 2: invalid UTF-8\. Save it as UTF-8/);
  });

  it('names an encoding that is not known', () => {
    expect(() => read(Buffer.from(declaring('klingon')))).toThrow('declares the unknown encoding "klingon"');
  });

  it('names a file that cannot be read', () => {
    expect(() => readTextFile('/nowhere/a.xml', 'Annotation file')).toThrow(
      'Annotation file /nowhere/a.xml does not exist.',
    );
  });
});
