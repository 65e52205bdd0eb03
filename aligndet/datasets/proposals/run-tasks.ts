/** @module Runs image tasks in worker threads, or in this one. */
import { Piscina } from 'piscina';
import { entryFile } from '../../core/index.js';
import proposeForFile, { type ImageOutcome, type ImageTask } from './worker.js';

/** Queued tasks per worker: enough to never idle, few enough to stop quickly. */
const AHEAD = 2;

/**
 * Passes each result to `onDone` in order of completion. The first error, of a task or of `onDone`, ends the run
 * and is thrown.
 *
 * @param workers threads; 0 runs the tasks in this thread.
 */
export async function runTasks(
  tasks: readonly ImageTask[],
  workers: number,
  onDone: (outcome: ImageOutcome) => void,
): Promise<void> {
  if (workers === 0 || tasks.length === 0) {
    for (const task of tasks) onDone(await proposeForFile(task));
    return;
  }
  const threads = Math.min(workers, tasks.length);
  const { url, execArgv } = entryFile('datasets/proposals/worker');
  const pool = new Piscina({
    filename: url,
    minThreads: threads,
    maxThreads: threads,
    execArgv: [...execArgv],
  });
  try {
    const queue = tasks.values();
    const drain = async (): Promise<void> => {
      for (const task of queue) onDone((await pool.run(task)) as ImageOutcome);
    };
    await Promise.all(Array.from({ length: threads * AHEAD }, drain));
  } finally {
    await pool.destroy();
  }
}
