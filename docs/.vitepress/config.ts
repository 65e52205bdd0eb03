/** @module The site: `npm run docs` builds it into `docs/.vitepress/dist`, `npm run docs:dev` shows it while pages change. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defineConfig, type MarkdownRenderer } from 'vitepress';
import { DOCS, SECTIONS, siteLink, slugify, TOP_FILES } from './pages.js';

/** Files that pages link to and that are no pages. */
const FILES = ['reference/config.schema.json'];

export default defineConfig({
  title: 'AlignDet',
  description:
    'Object detectors pre-trained without labels, in a typed config framework that mirrors mmdetection 2.x.',
  lang: 'en',
  /** A site below a path, such as https://example.org/aligndet/, sets it: DOCS_BASE=/aligndet/ npm run docs. */
  base: process.env.DOCS_BASE ?? '/',
  cleanUrls: false,
  rewrites: { 'reference/README.md': 'reference/index.md', 'lint/README.md': 'lint/index.md' },
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: {
    html: false, // messages and types hold <words>, which are no elements
    anchor: { slugify },
    config: readAsInTheRepository,
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Getting started', link: '/getting-started' },
      { text: 'API', link: '/api' },
      { text: 'Commands', link: '/cli' },
      { text: 'Reference', link: '/reference/' },
    ],
    sidebar: SECTIONS.map(({ text, pages, collapsed }) => ({
      text,
      ...(collapsed === true && { collapsed }),
      items: pages.map((entry) => ({ text: entry.text, link: `/${entry.page.replace(/index$/, '')}` })),
    })),
  },
  buildEnd({ outDir }) {
    for (const file of FILES) {
      mkdirSync(dirname(join(outDir, file)), { recursive: true });
      copyFileSync(join(DOCS, file), join(outDir, file));
    }
  },
});

/** Pages are written to be read on a code host too: comments, braces and links mean here what they mean there. */
function readAsInTheRepository(markdown: MarkdownRenderer): void {
  markdown.core.ruler.before('block', 'comments', (state) => {
    state.src = state.src.replace(/^<!--.*?-->\n?/gms, '');
  });
  const safe = (text = '') => markdown.utils.escapeHtml(text).replaceAll('{{', '&#123;&#123;');
  markdown.renderer.rules.text = (tokens, index) => safe(tokens[index]?.content);
  markdown.renderer.rules.code_inline = (tokens, index) => `<code>${safe(tokens[index]?.content)}</code>`;
  markdown.core.ruler.push('links', (state) => {
    const { relativePath } = state.env;
    const top = TOP_FILES[relativePath.replace(/\.md$/, '')];
    const page = join(DOCS, top === undefined ? relativePath : `../${top}`);
    for (const { children } of state.tokens) {
      const outside: boolean[] = [];
      for (const token of children ?? []) {
        if (token.type === 'link_open') {
          const link = siteLink(token.attrGet('href') ?? '', page);
          outside.push(link === undefined);
          if (link !== undefined) token.attrSet('href', link);
        }
        // A link to a source file is its text alone.
        const hidden =
          token.type === 'link_close' ? outside.pop() : token.type === 'link_open' && outside.at(-1);
        if (hidden === true) Object.assign(token, { type: 'text', tag: '', nesting: 0, content: '' });
      }
    }
  });
}
