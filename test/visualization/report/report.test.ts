import { renderReport } from '../../../aligndet/visualization/index.js';

describe('renderReport', () => {
  const html = renderReport({
    title: 'A & B',
    summary: 'Found <most>.',
    footer: 'npm run quickstart',
    sections: [
      {
        heading: 'Result',
        blocks: [
          { kind: 'text', text: 'First.\n\nSecond.' },
          { kind: 'figures', figures: [{ name: 'AP50', value: '0.71', note: 'held back' }] },
          { kind: 'table', table: { head: ['metric', 'value'], rows: [['mAP', 0.5]], strong: [0] } },
          { kind: 'chart', chart: { title: 'Loss', xLabel: 'x', yLabel: 'y', series: [] } },
          {
            kind: 'images',
            images: [{ caption: '"quoted"', bytes: Uint8Array.of(1, 2, 3), format: 'png' }],
          },
        ],
      },
    ],
  });

  it('holds everything in one file', () => {
    expect(html).toContain('<title>A &amp; B</title>');
    expect(html).toContain('Found &lt;most&gt;.');
    expect(html).toContain('<p>First.</p>\n<p>Second.</p>');
    expect(html).toContain('<td class="number">0.5</td>');
    expect(html).toContain('src="data:image/png;base64,AQID"');
    expect(html).toContain('alt="&quot;quoted&quot;"');
    expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
  });

  it('can be empty', () => {
    expect(renderReport({ title: 'Empty', sections: [] })).toContain('<h1>Empty</h1>');
  });
});
