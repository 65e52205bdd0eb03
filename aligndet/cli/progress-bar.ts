/** @module Progress bars on a terminal, occasional lines in a file, nothing when quiet. */
import { oneLine, type Progress, type ProgressTask, silentProgress } from '../core/index.js';
import { type ProgressState, progressBar, progressLine } from './progress-text.js';
import { say } from './terminal.js';

/** Time between two lines where stderr is not a terminal. */
const LINE_INTERVAL_MS = 15_000;

/** For a terminal that does not report its width. */
const USUAL_COLUMNS = 80;

/** Bars go to stderr: stdout is for results. A terminal without cursor movement gets lines. */
export async function terminalProgress(quiet = false): Promise<Progress> {
  if (quiet) return silentProgress;
  const { stderr } = process;
  if (!stderr.isTTY || process.env.TERM === 'dumb') return { start: lineTask };
  const { SingleBar } = await import('cli-progress');
  return {
    start(title, total, unit): ProgressTask {
      const stateOf = states(title, total, unit);
      let state = stateOf(0, '', false);
      const bar = new SingleBar({
        stream: stderr,
        clearOnComplete: false,
        hideCursor: false,
        format: () => progressBar(state, stderr.columns || USUAL_COLUMNS),
      });
      bar.start(total ?? 0, 0);
      return {
        update: (done, note = '') => {
          state = stateOf(done, note);
          bar.update(done);
        },
        finish: () => bar.stop(),
      };
    },
  };
}

function lineTask(title: string, total: number | undefined, unit: string): ProgressTask {
  const stateOf = states(title, total, unit);
  let last = performance.now();
  return {
    update(done, note = '') {
      const state = stateOf(done, note);
      if (performance.now() - last < LINE_INTERVAL_MS) return;
      last = performance.now();
      say(`${progressLine(state)}\n`);
    },
    finish() {},
  };
}

/** The states of one task; the first one with a count sets what had been done before. */
function states(title: string, total: number | undefined, unit: string) {
  const start = performance.now();
  let before: number | undefined;
  return (done: number, note: string, counts = true): ProgressState => {
    if (counts) before ??= done;
    const seconds = (performance.now() - start) / 1000;
    return {
      ...{ done, total, unit, seconds },
      title: oneLine(title),
      note: oneLine(note),
      before: before ?? 0,
    };
  };
}
