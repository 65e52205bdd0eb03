/** @module Options in the form that mmdetection had up to 2.11. */
import { appliedIn, rewriteMessage } from '../../dialects/two-x/rewritten.js';
import { layersOf } from '../../layer.js';
import { valueAt } from '../../value.js';
import type { Rule } from '../finding.js';
import { rewriteFix } from '../rewrites.js';

export const deprecatedKey: Rule = {
  code: 'deprecated-key',
  severity: 'warning',
  summary: 'An option with the name or form of mmdetection 2.0 to 2.11.',
  *check({ loaded, old }) {
    if (loaded === undefined || old === undefined) return;
    for (const applied of old.applied) {
      for (const { file, own } of layersOf(loaded.layer)) {
        const value = valueAt(own, applied.path);
        const isSet = value !== undefined && value !== null;
        const at = isSet ? old.locations.find(file, applied.path) : undefined;
        if (at === undefined) continue;
        const part = appliedIn(applied, { own, config: loaded.config });
        yield {
          at,
          message: `${applied.path}: ${rewriteMessage(part ?? applied)}`,
          fix: part && rewriteFix(part, own, (path) => old.properties.find(file, path)),
        };
      }
    }
  },
};
