/**
 * @module Line charts as SVG: losses, precision-recall curves. They need no script and follow the reader's light or
 * dark scheme. Colors are color-blind safe, and lines after the sixth are dashed.
 */
import { seriesColors } from '../palette.js';
import { escapeText } from './escape.js';
import { smooth } from './smooth.js';
import { logTicks, niceTicks, tickText } from './ticks.js';

export interface Series {
  readonly name: string;
  readonly xs: readonly number[];
  /** Non-finite values leave a gap. */
  readonly ys: readonly number[];
}

export interface LineChart {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
  /** Range of the vertical axis; default: from the values. */
  readonly yRange?: readonly [number, number];
  readonly xRange?: readonly [number, number];
  /** Logarithmic vertical axis, for positive values. */
  readonly isLog?: boolean;
  /** Draws a moving average over the faint values. Weight of previous values, in [0, 1). */
  readonly smoothing?: number;
  /** Marks each value: for few values. */
  readonly hasMarkers?: boolean;
}

/** Sizes in units of the view box. */
const [WIDTH, HEIGHT] = [720, 380];
const MARGIN = { left: 64, right: 18, bottom: 46 };
const TITLE_HEIGHT = 30;
const LEGEND_ROW = 20;
/** Approximate width of a letter, slightly more than most have. */
const LEGEND_CHARACTER = 7.2;

/** The area of the values. */
interface Frame {
  readonly top: number;
  readonly bottom: number;
  readonly xTicks: readonly number[];
  readonly yTicks: readonly number[];
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** A complete `<svg>` element, for a file of its own or for a page. */
export function renderLineChart(chart: LineChart): string {
  const legend = legendRows(chart.series);
  const frame = frameOf(chart, TITLE_HEIGHT + legend.length * LEGEND_ROW + 8);
  const clip = `clip-${hash(chart.title + chart.series.map(({ name }) => name).join())}`;
  const { top, bottom } = frame;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" class="chart" role="img" aria-label="${escapeText(describe(chart))}">`,
    `<style>${styleSheet()}</style>`,
    `<rect class="chart-ground" width="${WIDTH}" height="${HEIGHT}" rx="6"/>`,
    `<text class="chart-title" x="${MARGIN.left}" y="21">${escapeText(chart.title)}</text>`,
    ...legend.flatMap((row, i) => row.map((entry) => legendEntry(entry, TITLE_HEIGHT + i * LEGEND_ROW + 10))),
    ...gridLines(frame),
    `<text class="chart-label" x="${(MARGIN.left + WIDTH - MARGIN.right) / 2}" y="${HEIGHT - 8}" text-anchor="middle">${escapeText(chart.xLabel)}</text>`,
    `<text class="chart-label" transform="translate(15 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escapeText(chart.yLabel)}</text>`,
    `<clipPath id="${clip}"><rect x="${MARGIN.left}" y="${top - 2}" width="${WIDTH - MARGIN.left - MARGIN.right}" height="${bottom - top + 4}"/></clipPath>`,
    `<g clip-path="url(#${clip})">`,
    ...chart.series.flatMap((series, i) => lines(series, i, chart, frame)),
    '</g>',
    ...(chart.hasMarkers
      ? chart.series.flatMap((series, i) => markersOf(series, i, frame, chart.isLog))
      : []),
    ...(chart.series.every(({ ys }) => !ys.some(Number.isFinite))
      ? [
          `<text class="chart-label" x="${WIDTH / 2}" y="${(top + bottom) / 2}" text-anchor="middle">no values</text>`,
        ]
      : []),
    '</svg>',
  ].join('\n');
}

function frameOf(chart: LineChart, top: number): Frame {
  const bottom = HEIGHT - MARGIN.bottom;
  const [left, right] = [MARGIN.left, WIDTH - MARGIN.right];
  const [xMin, xMax] =
    chart.xRange ??
    extent(
      chart.series.flatMap(({ xs }) => xs),
      [0, 1],
    );
  const isLog = chart.isLog === true;
  const shown = chart.series.flatMap(({ ys }) => ys).filter((y) => !isLog || y > 0);
  const [yMin, yMax] = chart.yRange ?? extent(shown, isLog ? [0.1, 1] : [0, 1]);
  // Losses and rates start at 0: an axis that starts at their min makes small changes look large.
  const yTicks = isLog ? logTicks(yMin, yMax) : niceTicks(Math.min(yMin, 0), yMax, 5);
  const isCounted = chart.xRange === undefined && chart.series.every(({ xs }) => xs.every(Number.isInteger)); // epochs and iterations
  const xTicks = niceTicks(xMin, xMax, 8).filter(
    (tick) => tick >= xMin && tick <= xMax && (!isCounted || Number.isInteger(tick)),
  );
  const scale = isLog ? Math.log10 : (value: number) => value;
  const [low, high] = [scale(yTicks[0]), scale(yTicks[yTicks.length - 1])];
  return {
    ...{ top, bottom, xTicks, yTicks },
    x: (value) => left + ((value - xMin) / (xMax - xMin || 1)) * (right - left),
    y: (value) => bottom - ((scale(value) - low) / (high - low)) * (bottom - top),
  };
}

function extent(values: readonly number[], fallback: readonly [number, number]): readonly [number, number] {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  return min > max ? fallback : [min, max];
}

function gridLines({ xTicks, yTicks, x, y, bottom }: Frame): string[] {
  const right = WIDTH - MARGIN.right;
  const rows = yTicks.map((tick) => {
    const at = round(y(tick));
    const name = tick === yTicks[0] ? 'chart-axis' : 'chart-grid';
    return `<path class="${name}" d="M${MARGIN.left} ${at}H${right}"/><text class="chart-tick" x="${MARGIN.left - 8}" y="${round(at + 4)}" text-anchor="end">${tickText(tick)}</text>`;
  });
  const columns = xTicks.map((tick) => {
    const at = round(x(tick));
    return `<path class="chart-axis" d="M${at} ${bottom}v5"/><text class="chart-tick" x="${at}" y="${bottom + 18}" text-anchor="middle">${tickText(tick)}</text>`;
  });
  return [...rows, ...columns];
}

function lines(series: Series, index: number, { smoothing, isLog }: LineChart, frame: Frame): string[] {
  const color = `chart-s${index % seriesColors.length}`;
  const dash = index < seriesColors.length ? '' : ' stroke-dasharray="6 4"';
  const line = (ys: readonly number[], name: string) =>
    `<path class="chart-line ${name} ${color}"${dash} d="${pathOf(series.xs, ys, frame, isLog)}"><title>${escapeText(series.name)}</title></path>`;
  const calm = smoothing === undefined ? [] : [line(smooth(series.ys, smoothing), '')];
  const raw = line(series.ys, smoothing === undefined ? '' : 'chart-faint');
  return [raw, ...calm];
}

function pathOf(xs: readonly number[], ys: readonly number[], { x, y }: Frame, isLog = false): string {
  let path = '';
  let isDown = false;
  for (let i = 0; i < xs.length; i++) {
    const isShown = isDrawn(ys[i], isLog);
    if (isShown) path += `${isDown ? 'L' : 'M'}${round(x(xs[i]))} ${round(y(ys[i]))}`;
    isDown = isShown;
  }
  return path;
}

/** Logarithms of 0 and less are undefined. */
function isDrawn(value: number, isLog: boolean): boolean {
  return Number.isFinite(value) && (!isLog || value > 0);
}

/** Each shows its value on hover. */
function markersOf({ name, xs, ys }: Series, index: number, { x, y }: Frame, isLog = false): string[] {
  const color = `chart-s${index % seriesColors.length}`;
  return xs.flatMap((value, i) =>
    isDrawn(ys[i], isLog)
      ? [
          `<circle class="chart-mark ${color}" cx="${round(x(value))}" cy="${round(y(ys[i]))}" r="3.5"><title>${escapeText(`${name}: ${tickText(ys[i])} at ${tickText(value)}`)}</title></circle>`,
        ]
      : [],
  );
}

interface LegendEntry {
  readonly name: string;
  readonly index: number;
  readonly left: number;
}

/** A single line needs no legend: the title names it. */
function legendRows(series: readonly Series[]): LegendEntry[][] {
  if (series.length < 2) return [];
  const rows: LegendEntry[][] = [[]];
  let left = MARGIN.left;
  for (const [index, { name }] of series.entries()) {
    const width = 40 + name.length * LEGEND_CHARACTER;
    if (left + width > WIDTH - MARGIN.right && rows[rows.length - 1].length > 0) {
      rows.push([]);
      left = MARGIN.left;
    }
    rows[rows.length - 1].push({ name, index, left });
    left += width;
  }
  return rows;
}

function legendEntry({ name, index, left }: LegendEntry, y: number): string {
  const dash = index < seriesColors.length ? '' : ' stroke-dasharray="6 4"';
  return `<path class="chart-line chart-s${index % seriesColors.length}"${dash} d="M${round(left)} ${y}h18"/><text class="chart-tick" x="${round(left + 24)}" y="${y + 4}">${escapeText(name)}</text>`;
}

/** Alternative text for screen readers. */
function describe({ title, xLabel, yLabel, series }: LineChart): string {
  const names = series.map(({ name, ys }) => {
    const last = ys.findLast(Number.isFinite);
    return last === undefined ? name : `${name} ends at ${tickText(Number(last.toPrecision(3)))}`;
  });
  return `${title}. ${yLabel} over ${xLabel}: ${names.join(', ')}.`;
}

/** Plain colors first: not every SVG viewer supports custom properties. */
function styleSheet(): string {
  return [
    '.chart{font:12px system-ui,sans-serif}.chart-title{font-size:15px;font-weight:600}.chart-label{font-size:12.5px}',
    '.chart-line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}',
    '.chart-line.chart-faint{stroke-width:1;opacity:.3}',
    schemeRules('light', {
      ink: '#27272a',
      soft: '#52525b',
      rule: '#e4e4e7',
      axis: '#a1a1aa',
      ground: '#ffffff',
    }),
    '@media (prefers-color-scheme:dark){',
    schemeRules('dark', {
      ink: '#f4f4f5',
      soft: '#c4c4cc',
      rule: '#33333a',
      axis: '#71717a',
      ground: '#1c1c20',
    }),
    '}',
  ].join('');
}

type SchemeColors = Record<'ink' | 'soft' | 'rule' | 'axis' | 'ground', string>;

function schemeRules(scheme: 'light' | 'dark', { ink, soft, rule, axis, ground }: SchemeColors): string {
  const series = seriesColors.map(
    ({ [scheme]: color }, i) =>
      `.chart-line.chart-s${i}{stroke:${color}}.chart-mark.chart-s${i}{fill:${color}}`,
  );
  return [
    `.chart-ground{fill:${ground}}.chart-title{fill:${ink}}.chart-label,.chart-tick{fill:${soft}}`,
    `.chart-grid{stroke:${rule}}.chart-axis{stroke:${axis}}.chart-mark{stroke:${ground}}`,
    ...series,
  ].join('');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Distinguishes the clip paths of several charts on one page. */
function hash(text: string): string {
  let value = 5381;
  for (let i = 0; i < text.length; i++) value = (Math.imul(value, 33) ^ text.charCodeAt(i)) >>> 0;
  return value.toString(36);
}
