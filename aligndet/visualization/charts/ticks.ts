/** @module Axis ticks at round numbers. */

/** Multiples of 1, 2 or 5 times a power of ten that cover `[least, most]`, about `count` of them. */
export function niceTicks(min: number, max: number, count: number): number[] {
  const span = max - min || Math.abs(max) || 1;
  const raw = span / Math.max(count, 1);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10]
    .map((factor) => factor * power)
    .find((candidate) => candidate >= raw * 0.999) as number;
  const first = Math.floor(min / step + 1e-9);
  const last = Math.ceil(max / step - 1e-9);
  return Array.from({ length: Math.max(last - first, 1) + 1 }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}

/** Powers of ten, for up to three of them also times two and five, that cover `[least, most]`; both positive. */
export function logTicks(min: number, max: number): number[] {
  const decades = Math.log10(max / min);
  const factors = decades <= 3 ? [1, 2, 5] : [1];
  const first = Math.floor(Math.log10(min));
  const all = Array.from({ length: Math.ceil(decades) + 3 }, (_, i) =>
    factors.map((factor) => Number((factor * 10 ** (first + i)).toPrecision(12))),
  ).flat();
  const start = all.findLastIndex((tick) => tick <= min * (1 + 1e-9));
  const end = all.findIndex((tick) => tick >= max * (1 - 1e-9));
  return all.slice(start, Math.max(end, start + 1) + 1);
}

/** Short text of a number on an axis: `12k`, `0.25`, `1e-5`. */
export function tickText(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return '0';
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(4))}M`;
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(4))}k`;
  return size < 1e-3 ? value.toExponential().replace('e-0', 'e-') : String(Number(value.toPrecision(6)));
}
