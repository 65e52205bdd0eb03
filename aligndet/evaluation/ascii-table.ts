/** @module Plain-text tables for logs. */

/** @param rows the first is the header; short rows are padded. @param hasFoot separates the last row. */
export function asciiTable(rows: readonly (readonly string[])[], hasFoot = false): string {
  const columns = Math.max(...rows.map(({ length }) => length));
  const widths = Array.from({ length: columns }, (_, c) =>
    Math.max(...rows.map((row) => (row[c] ?? '').length)),
  );
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+`;
  const line = (row: readonly string[]) =>
    `|${widths.map((width, c) => ` ${(row[c] ?? '').padEnd(width)} `).join('|')}|`;
  const [head, ...body] = rows.map(line);
  const foot = hasFoot ? [rule, ...body.splice(-1)] : [];
  return [rule, head, rule, ...body, ...foot, rule].join('\n');
}
