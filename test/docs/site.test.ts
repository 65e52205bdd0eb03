/** The site that `npm run docs` builds: its list of pages, and how links of the repository are read there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { DOCS, SECTIONS, siteLink, slugify, TOP_FILES } from '../../docs/.vitepress/pages.js';

describe('the list of pages', () => {
  const listed = SECTIONS.flatMap(({ pages }) => pages.map(({ page }) => page));

  it('has each page of docs/ once', () => {
    const files = readdirSync(DOCS, { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.md') && !/^(\.vitepress|project)/.test(file) && file !== 'index.md',
    );
    const pages = files.map((file) =>
      file
        .replaceAll('\\', '/')
        .replace(/README\.md$/, 'index.md')
        .slice(0, -3),
    );
    expect([...listed].sort()).toEqual([...pages, ...Object.keys(TOP_FILES)].sort());
  });

  it('has pages for files of the top folder that exist', () => {
    for (const file of Object.values(TOP_FILES))
      expect([file, existsSync(join(DOCS, '..', file))]).toEqual([file, true]);
  });
});

describe('the first page', () => {
  it('leads to pages of the list and to an image that exists', () => {
    const [, matter = ''] = /^---\n(.*?)^---$/ms.exec(readFileSync(join(DOCS, 'index.md'), 'utf8')) ?? [];
    const { hero, features } = parse(matter);
    const links: string[] = [...hero.actions, ...features].map(({ link }) => link);
    const pages = SECTIONS.flatMap((section) =>
      section.pages.map(({ page }) => `/${page.replace(/index$/, '')}`),
    );
    expect(links.filter((link) => !pages.includes(link))).toEqual([]);
    expect(existsSync(join(DOCS, 'public', hero.image.src))).toBe(true);
  });
});

describe('a link of the repository', () => {
  const page = join(DOCS, 'lint/README.md');
  it.each([
    ['unreadable.md', '/lint/unreadable.md'],
    ['../reference/README.md#x', '/reference/index.md#x'],
    ['../../CONTRIBUTING.md', '/project/contributing.md'],
    ['../reference/config.schema.json', '/reference/config.schema.json'],
    ['../../aligndet/index.ts', undefined],
    ['#why', '#why'],
    ['https://arxiv.org/abs/2307.11077', 'https://arxiv.org/abs/2307.11077'],
  ])('%s is %s in the site', (href, expected) => {
    expect(siteLink(href, page)).toBe(expected);
  });

  it('has the anchors of GitHub', () => {
    expect(slugify('`{key}` and the environment')).toBe('key-and-the-environment');
    expect(slugify('Data: images, VOC_2007 - all')).toBe('data-images-voc_2007---all');
  });
});
