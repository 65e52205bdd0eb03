import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DataError, JsonFile, type Progress, readJson } from '../../../aligndet/core/index.js';

describe('readJson', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aligndet-json-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  let count = 0;
  const write = (content: string | Buffer): string => {
    const path = join(folder, `${count++}.json`);
    writeFileSync(path, content);
    return path;
  };
  const read = (content: string | Buffer) => readJson(write(content), { what: 'File' });

  it.each([
    ['an object', { a: [1, { b: 2 }], c: 'x', d: [], e: {}, f: null }],
    ['a list', [1, [2], 'x', {}]],
    ['nothing in an object', {}],
    ['nothing in a list', []],
  ])('reads %s', (_case, value) => {
    expect(read(JSON.stringify(value))).toEqual(value);
    expect(read(`\uFEFF${JSON.stringify(value, null, 2)}\r\n`)).toEqual(value);
  });

  it('reads files of several windows, whatever is cut by them', () => {
    const records = Array.from({ length: 60_000 }, (_, i) => ({
      id: i,
      name: `é\n${'x'.repeat(i % 97)}`,
      box: [i / 8, -1 - i, 1e-7 * i],
    }));
    const value = { info: 'y'.repeat(5 << 20), records, last: 9 }; // a string longer than a window of 4 MiB
    expect(read(JSON.stringify(value))).toEqual(value);
  });

  it.each<[string, string | Buffer, RegExp]>([
    ['nothing', '', /is empty/],
    ['blanks', ' \n', /is empty/],
    ['zeros', Buffer.alloc(100), /only zero bytes/],
    ['gzip', gzipSync('{}'), /is a gzip archive instead of JSON\. Unpack it/],
    ['a zip archive', 'PK\x03\x04...', /is a zip archive/],
    ['a web page', '\r\n<!doctype HTML>', /is a web page \(HTML\)/],
    ['an error page of a bucket', '<?xml version="1.0"?><Error/>', /is XML/],
    ['a pointer', 'version https://git-lfs.github.com/spec/v1\noid', /a Git LFS pointer .*git lfs pull/],
    ['a pickle', Buffer.from([0x80, 4, 0x95]), /is a Python pickle/],
    ["Python's repr", "{'a': 1}", /is Python's repr of a dict/],
    ['UTF-16', Buffer.from('\uFEFF{"a": 1}', 'utf16le'), /is UTF-16 text.*iconv/],
    ['UTF-16 without a mark, big-endian', Buffer.from('{"a": 1}', 'utf16le').swap16(), /is UTF-16 text/],
    ['text', 'images:\n - 1', /is not a JSON object or list\. It starts with: images: - 1/],
    ['a number', '42', /is not a JSON object or list/],
    ['two texts', '{}\n{}', /expected the end of the file .* at byte 3 \(line 2, column 1\)/],
    [
      'half a file',
      '{"a": [1, {"b": "c',
      /is truncated: it ends at byte 18, in a\[1\], .* It ends with: {"a": \[1, {"b": "c$/,
    ],
    ['half a list', '[1, 2', /is truncated: it ends at byte 5, in element \[1\]/],
    [
      'a fault',
      '{"a": [1,\n2, x]}',
      /expected a value, at byte 13 \(line 2, column 4\), in a\[2\]\. .*: {"a": \[1, 2, >>>x\]}$/,
    ],
    ['one key twice', '{"a": [], "a": [1]}', /has the key "a" twice/],
  ])('names %s', (_case, content, message) => {
    const path = write(content);
    const call = () => readJson(path, { what: 'Annotation file' });
    expect(call).toThrow(DataError);
    expect(call).toThrow(message);
    expect(call).toThrow(`Annotation file ${path} `);
  });

  it('names what is no file', () => {
    expect(() => readJson(join(folder, 'none.json'), { what: 'File' })).toThrow(
      /none\.json does not exist\.$/,
    );
    expect(() => readJson(folder, { what: 'File' })).toThrow(/is a folder, not a file\.$/);
  });

  it('says whether a list or an object was asked for', () => {
    const file = new JsonFile(write('[]'), { what: 'File' });
    expect(() => [...file.keys()]).toThrow('contains a list, but an object is expected.');
    file.close();
  });

  it('shows the progress of large files, and ends it also when they are wrong', () => {
    const shown: unknown[] = [];
    const progress: Progress = {
      start: (...task) => {
        shown.push(task);
        return { update: (done) => shown.push(done), finish: () => shown.push('finished') };
      },
    };
    const path = write(`[${`"${'y'.repeat(997)}",`.repeat(70e3)}x]`);
    expect(() => readJson(path, { what: 'File', progress })).toThrow(
      /at byte 70000001 .*, in element \[70000\]/,
    );
    expect(shown[0]).toEqual([`Reading ${path.slice(folder.length + 1)}`, 71, 'MB']);
    expect(shown.slice(-2)).toEqual([70, 'finished']);
    expect(shown.length).toBeGreaterThan(10);
  });
});
