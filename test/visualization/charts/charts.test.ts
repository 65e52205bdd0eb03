import { logTicks, niceTicks, tickText } from '../../../aligndet/visualization/charts/ticks.js';
import { type LineChart, renderLineChart, smooth } from '../../../aligndet/visualization/index.js';

const chart: LineChart = {
  title: 'Loss <&>',
  xLabel: 'iteration',
  yLabel: 'loss',
  series: [{ name: 'loss', xs: [0, 50, 100], ys: [2, Number.NaN, 1] }],
};

describe('niceTicks', () => {
  it.each([
    [0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [0, 4.1, 5, [0, 1, 2, 3, 4, 5]],
    [-3, 12, 5, [-5, 0, 5, 10, 15]],
    [7, 7, 5, [6, 8]],
  ])('covers %s to %s', (min, max, count, ticks) => {
    expect(niceTicks(min, max, count)).toEqual(ticks);
  });

  it('takes powers of ten on logarithmic axes', () => {
    expect(logTicks(0.06, 4)).toEqual([0.05, 0.1, 0.2, 0.5, 1, 2, 5]);
    expect(logTicks(1e-6, 1)).toEqual([1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1]);
  });

  it('writes short numbers', () => {
    expect([0, 0.1, 1e-5, 1500, 12000, 2.5e6].map(tickText)).toEqual([
      '0',
      '0.1',
      '1e-5',
      '1500',
      '12k',
      '2.5M',
    ]);
  });
});

describe('smooth', () => {
  it('keeps constants and straight lines within', () => {
    expect(smooth([3, 3, 3], 0.5)).toEqual([3, 3, 3]);
    expect(smooth([0, 1, 2], 0.5)[1]).toBe(1);
    expect(smooth([1, Number.NaN, 1], 0.5)).toEqual([1, Number.NaN, 1]);
    expect(smooth([], 0.5)).toEqual([]);
  });
});

describe('renderLineChart', () => {
  it('escapes names, leaves gaps and says its numbers in words', () => {
    const svg = renderLineChart(chart);
    expect(svg).toContain('Loss &lt;&amp;&gt;');
    expect(svg).toContain('loss ends at 1.');
    expect(svg.match(/d="M[^"]*M[^"]*"><title>loss/)).not.toBeNull();
    expect(svg).not.toContain('NaN');
  });

  it.each([
    ['no series', []],
    ['no values', [{ name: 'a', xs: [], ys: [] }]],
    ['one value', [{ name: 'a', xs: [5], ys: [5] }]],
    ['eight series', Array.from({ length: 8 }, (_, i) => ({ name: `series ${i}`, xs: [0, 1], ys: [i, i] }))],
  ])('draws %s', (_case, series) => {
    for (const isLog of [false, true]) {
      const svg = renderLineChart({ ...chart, series, isLog, hasMarkers: true, smoothing: 0.5 });
      expect(svg).toMatch(/^<svg[\s\S]*<\/svg>$/);
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    }
  });
});
