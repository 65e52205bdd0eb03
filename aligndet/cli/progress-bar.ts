/** @module Progress bars on a terminal, sparse lines where output goes to a file, nothing when asked to be quiet. */
import { oneLine, type Progress, type ProgressTask, silentProgress } from '../core/index.js';
import { say } from './terminal.js';

/** Seconds between two lines where there is no terminal. */
const LINE_INTERVAL_MS = 15_000;

/** Bars on stderr: stdout stays for results. */
export async function terminalProgress(quiet = false): Promise<Progress> {
  if (quiet) return silentProgress;
  if (!process.stderr.isTTY) return { start: lineTask };
  const { SingleBar, Presets } = await import('cli-progress');
  return {
    start(title, total, unit): ProgressTask {
      const known = total !== undefined;
      const bar = new SingleBar(
        {
          stream: process.stderr,
          clearOnComplete: false,
          hideCursor: false,
          etaBuffer: 50,
          format: known
            ? `{title} {bar} {value}/{total} ${unit} | {duration_formatted} gone, {eta_formatted} left {note}`
            : `{title} {value} ${unit} | {duration_formatted} {note}`,
        },
        Presets.shades_grey,
      );
      bar.start(total ?? 0, 0, { title: oneLine(title), note: '' });
      return {
        update: (done, note = '') => bar.update(done, { note: oneLine(note) }),
        finish: () => bar.stop(),
      };
    },
  };
}

function lineTask(title: string, total: number | undefined, unit: string): ProgressTask {
  const start = performance.now();
  let last = start;
  let before: number | undefined; // steps that an earlier run had done
  return {
    update(done, note = '') {
      const now = performance.now();
      before ??= done;
      if (now - last < LINE_INTERVAL_MS) return;
      last = now;
      const seconds = (now - start) / 1000;
      const left =
        total === undefined || done === before
          ? ''
          : `, about ${Math.ceil((seconds / (done - before)) * (total - done))} s left`;
      say(
        `${oneLine(title)}: ${done}${total === undefined ? '' : `/${total}`} ${unit}, ${Math.round(seconds)} s${left} ${oneLine(note)}\n`,
      );
    },
    finish() {},
  };
}
