/** @module What a run says about its config at the start: nothing is wrong, but it may not be what was meant. */

import { emptyChanges, emptyMessage } from './empty-changes.js';
import { COMMAND_LINE } from './history.js';
import type { LoadedConfig } from './layer.js';
import { outerCfgs } from './outer-cfgs.js';

export function configWarnings(loaded: LoadedConfig): string[] {
  return [
    ...loaded.warnings,
    ...outerCfgs(loaded.config).map(
      (key) => `${key}: read as model.${key}, where mmdetection has it since version 2.8. Move it there.`,
    ),
    ...emptyChanges(loaded).map(({ path, file }) => {
      const where = file === COMMAND_LINE ? file : `set in ${file}`;
      return `${path}: ${emptyMessage(path)} (${where})`;
    }),
  ];
}
