/** @module The pages of the site in their order, and how their links and headings are read there and on a code host. */
import { readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** Folder of the pages. */
export const DOCS = dirname(import.meta.dirname);

export interface Entry {
  readonly text: string;
  /** Path below `docs/`, without `.md`. */
  readonly page: string;
}

export interface Section {
  readonly text: string;
  readonly pages: readonly Entry[];
  /** Folded at first: long lists that are looked up, not read. */
  readonly collapsed?: boolean;
}

/** Every page once. A page of `docs/` that is missing here fails `test/docs/site.test.ts`. */
export const SECTIONS: readonly Section[] = [
  {
    text: 'Start',
    pages: [
      { text: 'Getting started', page: 'getting-started' },
      { text: 'Own data', page: 'own-data' },
      { text: 'Pre-training on own images', page: 'pretraining' },
      { text: 'Use as a library', page: 'api' },
      { text: 'Extending', page: 'extending' },
      { text: 'Migrating from mmdetection', page: 'migrating' },
    ],
  },
  {
    text: 'Guides',
    pages: [
      { text: 'Commands', page: 'cli' },
      { text: 'Configs', page: 'configs' },
      { text: 'Checkpoints', page: 'checkpoints' },
      { text: 'Mistakes and their messages', page: 'mistakes' },
      { text: 'Benchmarks', page: 'benchmarks' },
      { text: 'Design', page: 'design' },
    ],
  },
  { text: 'Reference', collapsed: true, pages: folder('reference', 'All components') },
  { text: 'Lint rules', collapsed: true, pages: folder('lint', 'All rules') },
  {
    text: 'Project',
    pages: [
      { text: 'Contributing', page: 'project/contributing' },
      { text: 'Style', page: 'STYLE' },
      { text: 'Changelog', page: 'project/changelog' },
      { text: 'Security', page: 'project/security' },
    ],
  },
];

/** Pages of the site that are files of the top folder, by their path below `docs/`. */
export const TOP_FILES: Readonly<Record<string, string>> = {
  'project/contributing': 'CONTRIBUTING.md',
  'project/changelog': 'CHANGELOG.md',
  'project/security': 'SECURITY.md',
};

/** The pages of a folder of `docs/`, its `README.md` first. */
function folder(name: string, title: string): Entry[] {
  const pages = readdirSync(join(DOCS, name))
    .filter((file) => file.endsWith('.md') && file !== 'README.md')
    .map((file) => file.slice(0, -'.md'.length));
  const first = { text: title, page: `${name}/index` };
  return [first, ...pages.sort().map((page) => ({ text: page, page: `${name}/${page}` }))];
}

/** Anchor of a heading, by the rule of GitHub, so that a link to it works in the repository and in the site. */
export function slugify(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}\p{Pc} -]/gu, '')
    .replaceAll(' ', '-');
}

/**
 * Address in the site of a link in a page.
 *
 * @param href As written in the page, relative to it.
 * @param page File of the page, below `docs/` or at the top.
 * @returns nothing for a file that the site does not have, such as a source file.
 */
export function siteLink(href: string, page: string): string | undefined {
  if (/^([a-z]+:|#|\/)/i.test(href)) return href;
  const [path = '', anchor] = href.split('#', 2);
  const target = join(dirname(page), path);
  const suffix = anchor === undefined ? '' : `#${anchor}`;
  const top = Object.entries(TOP_FILES).find(([, file]) => join(DOCS, '..', file) === target);
  if (top !== undefined) return `/${top[0]}.md${suffix}`;
  const inside = relative(DOCS, target);
  if (inside.startsWith('..')) return undefined;
  if (!inside.endsWith('.md')) return `/${inside}${suffix}`;
  return `/${inside.replace(/README\.md$/, 'index.md')}${suffix}`;
}
