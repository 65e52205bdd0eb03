/** @module Text of a progress bar: count, elapsed time, remaining time. */

export interface ProgressState {
  readonly title: string;
  readonly done: number;
  /** Steps already done when the task began, as in a resumed download. */
  readonly before: number;
  /** Absent when it is not known. */
  readonly total: number | undefined;
  readonly unit: string;
  readonly seconds: number;
  readonly note: string;
}

/** Width of the bar, in columns. */
const MAX_BAR = 40;
const MIN_BAR = 8;

/** Elapsed seconds from which the remaining time is estimated. */
const GUESS_AFTER = 1;

/** One line, for logs: `Detecting: 12/100 images, 12 s elapsed, about 3 min left`. */
export function progressLine(state: ProgressState): string {
  return `${state.title}: ${count(state)}, ${times(state)}${state.note === '' ? '' : `, ${state.note}`}`;
}

/** One line of at most `columns`, with a bar where it fits; where the line is too long, the note is dropped first. */
export function progressBar(state: ProgressState, columns: number): string {
  const { title, done, total, note } = state;
  const text = `${count(state)}, ${times(state)}`;
  const room = columns - 1; // a full line would wrap
  const noted = note === '' ? text : `${text}, ${note}`;
  const rest = `${title}  ${noted}`.length <= room - MIN_BAR ? noted : text;
  const width = Math.min(MAX_BAR, room - `${title}  ${rest}`.length);
  if (total === undefined || width < MIN_BAR) return cut(`${title} ${rest}`, room);
  const full = Math.round(width * Math.min(1, total === 0 ? 1 : done / total));
  return `${title} ${'█'.repeat(full)}${'░'.repeat(width - full)} ${rest}`;
}

function count({ done, total, unit }: ProgressState): string {
  return `${done}${total === undefined ? '' : `/${total}`} ${unit}`;
}

function times({ done, before, total, seconds }: ProgressState): string {
  const elapsed = `${span(seconds)} elapsed`;
  if (total === undefined || done <= before || done >= total || seconds < GUESS_AFTER) return elapsed;
  return `${elapsed}, about ${roughly((seconds / (done - before)) * (total - done))} left`;
}

/** `12 s`, `3 min 5 s`, `2 h 10 min`, `1 d 3 h`: at most two units. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const units: [size: number, name: string][] = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
    [1, 's'],
  ];
  const at = Math.max(
    0,
    units.findIndex(([size]) => whole >= size),
  );
  if (whole === 0) return '0 s';
  const [[size, name], next] = [units[at], units[at + 1]];
  const rest = next === undefined ? 0 : Math.floor((whole % size) / next[0]);
  return `${Math.floor(whole / size)} ${name}${rest === 0 ? '' : ` ${rest} ${next[1]}`}`;
}

/** An estimate has one unit; hours have minutes too. */
function roughly(seconds: number): string {
  if (seconds < 60) return span(Math.ceil(seconds));
  return span(Math.round(seconds / 60) * 60);
}

function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`;
}
