/** @module A report as one HTML file: no scripts, no external files, light and dark scheme, printable. */
import { escapeText } from '../charts/escape.js';
import { type LineChart, renderLineChart } from '../charts/line-chart.js';

export interface Report {
  readonly title: string;
  /** Summary in one or two sentences, below the title. */
  readonly summary?: string;
  readonly sections: readonly ReportSection[];
  /** Provenance: command, version, machine. */
  readonly footer?: string;
}

export interface ReportSection {
  readonly heading: string;
  readonly blocks: readonly ReportBlock[];
}

export type ReportBlock =
  | { readonly kind: 'text'; readonly text: string }
  /** Key figures. */
  | { readonly kind: 'figures'; readonly figures: readonly KeyFigure[] }
  | { readonly kind: 'chart'; readonly chart: LineChart }
  | { readonly kind: 'table'; readonly table: ReportTable }
  | { readonly kind: 'images'; readonly images: readonly ReportImage[] };

export interface KeyFigure {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
}

export interface ReportTable {
  readonly caption?: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** Highlighted rows, by index. */
  readonly strong?: readonly number[];
}

export interface ReportImage {
  readonly caption: string;
  /** A PNG or JPEG file. */
  readonly bytes: Uint8Array;
  readonly format: 'png' | 'jpeg';
}

export function renderReport({ title, summary, sections, footer }: Report): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeText(title)}</title>
<style>
${STYLE}
</style>
</head>
<body>
<main>
<header>
<h1>${escapeText(title)}</h1>
${summary === undefined ? '' : `<p class="summary">${escapeText(summary)}</p>`}
</header>
${sections.map(section).join('\n')}
${footer === undefined ? '' : `<footer>${escapeText(footer)}</footer>`}
</main>
</body>
</html>
`;
}

function section({ heading, blocks }: ReportSection): string {
  return `<section>\n<h2>${escapeText(heading)}</h2>\n${blocks.map(block).join('\n')}\n</section>`;
}

function block(content: ReportBlock): string {
  switch (content.kind) {
    case 'text':
      return content.text
        .split(/\n{2,}/)
        .map((paragraph) => `<p>${escapeText(paragraph)}</p>`)
        .join('\n');
    case 'figures':
      return `<dl class="figures">${content.figures.map(keyFigure).join('')}</dl>`;
    case 'chart':
      return `<figure class="plot">${renderLineChart(content.chart)}</figure>`;
    case 'table':
      return table(content.table);
    case 'images':
      return `<div class="images">${content.images.map(image).join('\n')}</div>`;
  }
}

function keyFigure({ name, value, note }: KeyFigure): string {
  const remark = note === undefined ? '' : `<dd class="note">${escapeText(note)}</dd>`;
  return `<div><dt>${escapeText(name)}</dt><dd class="value">${escapeText(value)}</dd>${remark}</div>`;
}

function table({ caption, head, rows, strong = [] }: ReportTable): string {
  const isNumeric = head.map(
    (_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number'),
  );
  const cell = (tag: 'th' | 'td') => (value: string | number, column: number) =>
    `<${tag}${isNumeric[column] ? ' class="number"' : ''}${tag === 'th' ? ' scope="col"' : ''}>${escapeText(String(value))}</${tag}>`;
  const body = rows.map(
    (row, i) => `<tr${strong.includes(i) ? ' class="strong"' : ''}>${row.map(cell('td')).join('')}</tr>`,
  );
  return `<div class="scroll"><table>
${caption === undefined ? '' : `<caption>${escapeText(caption)}</caption>`}
<thead><tr>${head.map(cell('th')).join('')}</tr></thead>
<tbody>
${body.join('\n')}
</tbody>
</table></div>`;
}

function image({ caption, bytes, format }: ReportImage): string {
  const source = `data:image/${format};base64,${Buffer.from(bytes).toString('base64')}`;
  const text = escapeText(caption);
  return `<figure><img src="${source}" alt="${text}" loading="lazy"><figcaption>${text}</figcaption></figure>`;
}

const STYLE = `:root{--ground:#fafafa;--card:#fff;--ink:#18181b;--soft:#52525b;--rule:#e4e4e7}
@media (prefers-color-scheme:dark){:root{--ground:#131316;--card:#1c1c20;--ink:#f4f4f5;--soft:#b4b4bd;--rule:#33333a}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,-apple-system,'Segoe UI',sans-serif}
main{max-width:68rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
h1{font-size:2rem;line-height:1.2;margin:0 0 .5rem}
h2{font-size:1.3rem;margin:2.75rem 0 .75rem;padding-bottom:.35rem;border-bottom:1px solid var(--rule)}
p{max-width:46rem;margin:.6rem 0}
.summary{font-size:1.1rem;color:var(--soft)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.75rem;margin:1rem 0}
.figures>div{background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:.8rem 1rem}
.figures dt{color:var(--soft);font-size:.9rem}
.figures dd{margin:0}
.figures .value{font-size:1.75rem;font-weight:650;font-variant-numeric:tabular-nums}
.figures .note{color:var(--soft);font-size:.85rem}
figure{margin:1rem 0}
.plot svg{display:block;width:100%;max-width:54rem;height:auto;border:1px solid var(--rule);border-radius:8px}
.scroll{overflow-x:auto;margin:1rem 0}
table{border-collapse:collapse;background:var(--card);border:1px solid var(--rule);border-radius:8px;font-size:.95rem}
caption{caption-side:top;text-align:left;color:var(--soft);padding:.25rem 0 .5rem}
th,td{padding:.45rem .9rem;text-align:left;border-bottom:1px solid var(--rule)}
tbody tr:last-child td{border-bottom:0}
thead th{color:var(--soft);font-weight:600}
.number{text-align:right;font-variant-numeric:tabular-nums}
.strong td{font-weight:650}
.images{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(30rem,100%),1fr));gap:1rem}
.images figure{margin:0;background:var(--card);border:1px solid var(--rule);border-radius:8px;overflow:hidden}
.images img{display:block;width:100%;height:auto}
figcaption{padding:.5rem .8rem;color:var(--soft);font-size:.9rem}
footer{margin-top:3rem;padding-top:1rem;border-top:1px solid var(--rule);color:var(--soft);font-size:.9rem;white-space:pre-line}
@media print{main{max-width:none;padding:0}section{break-inside:avoid-page}}`;
