/** @module Reads the logs that the command line names. */
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { DataError } from '../../core/index.js';
import { joinLogs } from './join-logs.js';
import type { NamedLog } from './training-charts.js';
import { readTrainingLog } from './training-log.js';

const SUFFIX = '.log.json';

/**
 * One log per path: a `.log.json` file, or a work dir, whose logs are concatenated.
 *
 * @param options `allowsEmpty`: skip logs without values instead of throwing.
 * @throws {DataError} for a path that does not exist or has no log.
 */
export async function readRuns(
  paths: readonly string[],
  { allowsEmpty = false }: { readonly allowsEmpty?: boolean } = {},
): Promise<NamedLog[]> {
  const all = await Promise.all(
    paths.map(async (path) => {
      const stats = statSync(path, { throwIfNoEntry: false });
      if (stats === undefined) throw new DataError(`${path}: no such file or folder.`);
      const files = stats.isDirectory() ? logsIn(path) : [path];
      const log = joinLogs(await Promise.all(files.map(readTrainingLog)));
      if (log.entries.length === 0 && !allowsEmpty) {
        throw new DataError(
          `${path}: the log has no values yet. The first line follows after log_config.interval iterations.`,
        );
      }
      return { name: nameOf(path, stats.isDirectory()), log };
    }),
  );
  const runs = all.filter(({ log }) => log.entries.length > 0);
  const isTwice = ({ name }: NamedLog) => runs.filter((other) => other.name === name).length > 1;
  return runs.map((run, i) => (isTwice(run) ? { ...run, name: paths[i] } : run));
}

/** In chronological order: their names start with the time. */
function logsIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(SUFFIX));
  if (names.length > 0) return names.sort().map((name) => join(folder, name));
  throw new DataError(`${folder}: expected a log of a run (*${SUFFIX}) in this folder, but found none.`);
}

/** A log is named after its work dir. */
function nameOf(path: string, isFolder: boolean): string {
  const whole = resolve(path);
  return isFolder ? basename(whole) : `${basename(dirname(whole))}/${basename(whole).replace(SUFFIX, '')}`;
}
