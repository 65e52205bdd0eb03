/** @module What a Markdown page links to and can be linked by, read as far as the pages of this repository need it. */
import { slugify } from '../../docs/.vitepress/pages.js';

export interface Link {
  readonly href: string;
  /** Line of the page, from 1. */
  readonly line: number;
}

/** The page without its blocks and spans of code and its comments; lines stay where they are. */
function prose(page: string): string {
  const blank = (text: string) => text.replace(/[^\n]/g, ' ');
  return page
    .replace(/^([ ]*)(```+|~~~+).*?^\1\2[ ]*$/gms, blank)
    .replace(/<!--.*?-->/gs, blank)
    .replace(/(`+)(?!`).+?(?<!`)\1(?!`)/gs, blank);
}

/** Links and images of a page, `[text](href)`, `![text](href)` and `[text]: href`. */
export function linksOf(page: string): Link[] {
  const text = prose(page);
  // The text of a link may be a span of code, blanked above, or an image.
  const inline = [...text.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)];
  const listed = [...text.matchAll(/^ {0,3}\[[^\]]+\]:\s*(\S+)/gm)];
  return [...inline, ...listed].map(({ 1: href = '', index }) => ({
    href,
    line: text.slice(0, index).split('\n').length,
  }));
}

/** Anchors of the headings of a page, in its order; a repeated heading gets a number, as on GitHub. */
export function anchorsOf(page: string): string[] {
  const seen = new Map<string, number>();
  const lines = page.replace(/^([ ]*)(```+|~~~+).*?^\1\2[ ]*$/gms, '').split('\n');
  return lines.flatMap((line) => {
    const heading = /^#{1,6} (.*?)#*$/.exec(line)?.[1]?.trim();
    if (heading === undefined) return [];
    const slug = slugify(heading.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll('`', ''));
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return [count === 0 ? slug : `${slug}-${count}`];
  });
}
