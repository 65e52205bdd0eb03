/** @module Options that count more iterations than a run has, as far as the config alone shows. */
import { runLengthNotes } from '../../run-length.js';
import type { Rule } from '../finding.js';

export const runLength: Rule = {
  code: 'run-length',
  severity: 'warning',
  summary: 'A warm-up as long as the run, or logs less often than the run has iterations.',
  *check({ loaded, isPart }) {
    if (loaded === undefined || isPart) return;
    for (const { path, message } of runLengthNotes(loaded.config)) {
      yield { at: path, message: `${path}: ${message}` };
    }
  },
};
