/** @module `docs/mistakes.md`: a section a kind of mistake, each written by the test that gets its messages. */
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

const PAGE = resolve('docs/mistakes.md');

/** One line of a section. */
export interface MistakeRow {
  /** What is wrong, in words. */
  readonly what: string;
  /** What is written: a piece of a config, an annotation, a command line. */
  readonly written: string;
  /** The message as the user sees it, without what differs from machine to machine. */
  readonly message: string;
}

/**
 * Expects that the section shows these rows; with `UPDATE_DOCS` it is written anew first.
 *
 * @param title heading of the section, unique on the page.
 * @param intro what the rows are seeded into and which test gets them.
 */
export function expectMistakes(title: string, intro: string, rows: readonly MistakeRow[]): void {
  expect(rows.filter(({ message }) => message === '' || message.includes(' at Object.'))).toEqual([]);
  const table = rows.map(
    ({ what, written, message }) =>
      `| ${cell(what)} | ${written === '' ? '' : `\`${cell(written)}\``} | ${cell(message)} |`,
  );
  const section = `${intro}\n\n| mistake | written | message |\n| --- | --- | --- |\n${table.join('\n')}\n`;
  if (process.env.UPDATE_DOCS !== undefined) writeSection(title, section);
  expect(sections(readFileSync(PAGE, 'utf8')).get(title)).toBe(section);
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', '<br>');

function sections(page: string): Map<string, string> {
  const parts = page.split(/^## /m).slice(1);
  return new Map(
    parts.map((part): [string, string] => {
      const end = part.indexOf('\n');
      return [part.slice(0, end), `${part.slice(end).trim()}\n`];
    }),
  );
}

function writeSection(title: string, section: string): void {
  const page = readFileSync(PAGE, 'utf8');
  const head = page.split(/^## /m)[0].trim();
  const all = sections(page).set(title, section);
  const parts = [...all]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([name, text]) => `## ${name}\n\n${text}`);
  writeFileSync(PAGE, [`${head}\n`, ...parts].join('\n'));
}
