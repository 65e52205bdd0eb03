/** Every relative link of a page leads to a file of the repository, and its anchor to a heading there. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { temporaryFolder } from '../support/coco.js';
import { anchorsOf, linksOf } from '../support/markdown.js';

const root = resolve(import.meta.dirname, '../..');

/** Pages that people read, by their path from the top. */
function pages(): string[] {
  const below = (folder: string) =>
    existsSync(join(root, folder))
      ? readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) =>
          join(folder, file),
        )
      : [];
  const all = [...readdirSync(root), ...below('docs'), ...below('examples'), ...below('.github')];
  return all
    .filter((file) => file.endsWith('.md') && !/node_modules|\.vitepress|work_dirs/.test(file))
    .sort();
}

/** Links of `page`, a file below `folder`, that lead nowhere: `page:line: why`. */
function brokenLinks(folder: string, page: string): string[] {
  return linksOf(readFileSync(join(folder, page), 'utf8')).flatMap(({ href, line }) => {
    if (/^[a-z][a-z+.-]*:/i.test(href)) return []; // another host: tests need no network
    const broken = (why: string) => [`${page}:${line}: ${href}: ${why}`];
    if (href.startsWith('/')) return broken('is absolute; write it relative to the page');
    const [path = '', anchor] = href.split('#', 2);
    const file = path === '' ? join(folder, page) : join(folder, dirname(page), decodeURI(path));
    if (!existsSync(file)) return broken('there is no such file');
    if (anchor === undefined || anchor === '') return [];
    if (statSync(file).isDirectory() || !file.endsWith('.md')) return broken('only pages have anchors');
    const anchors = anchorsOf(readFileSync(file, 'utf8'));
    return anchors.includes(anchor) ? [] : broken(`no such heading; there are ${anchors.join(', ')}`);
  });
}

describe('links of the documents', () => {
  const folder = temporaryFolder();

  it('lead to files and headings that exist', () => {
    const all = pages();
    expect(all).toEqual(
      expect.arrayContaining(['README.md', 'docs/getting-started.md', 'docs/lint/README.md']),
    );
    expect(all.flatMap((page) => brokenLinks(root, page))).toEqual([]);
  });

  it('are found broken where they are', () => {
    mkdirSync(join(folder, 'docs'));
    writeFileSync(join(folder, 'docs/b.md'), '# A `title`, twice\n\n# A `title`, twice\n');
    const good = [
      'b.md',
      'b.md#a-title-twice',
      'b.md#a-title-twice-1',
      '#own-part',
      '../docs',
      'https://x.org/y',
    ];
    const lines = ['# Own part', ...good.map((href) => `[\`text\`](${href})`), '`[code](none.md)`'];
    const bad = [
      '[a](c.md)',
      '![b](none.png)',
      '[c](b.md#none)',
      '[d](#none)',
      '[e](/docs/b.md)',
      '[f]: none.md',
    ];
    writeFileSync(join(folder, 'docs/a.md'), [...lines, '```', '[g](none.md)', '```', ...bad].join('\n\n'));
    expect(brokenLinks(folder, 'docs/a.md').map((text) => text.split(': ').slice(1, 2)[0])).toEqual([
      'c.md',
      'none.png',
      'b.md#none',
      '#none',
      '/docs/b.md',
      'none.md',
    ]);
  });
});
