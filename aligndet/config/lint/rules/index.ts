/** @module Every rule. A new one is a function in this folder, a line here, a page in `docs/lint/` and a test. */
import type { Rule } from '../finding.js';
import { duplicateKey, emptyObject, missingBase, unreadable, uselessDelete } from './bases.js';
import { deprecatedKey } from './deprecated.js';
import { missingHeader } from './header.js';
import { learningRate } from './learning-rate.js';
import { anchorStride, batchNorm, classCount, frozenStages } from './model.js';
import { runLength } from './run-length.js';
import { unknownKey, unknownName, wrongValue } from './schema.js';
import { unusedVariable } from './variables.js';

export const rules: readonly Rule[] = [
  unreadable,
  missingBase,
  duplicateKey,
  unknownKey,
  unknownName,
  wrongValue,
  deprecatedKey,
  uselessDelete,
  emptyObject,
  unusedVariable,
  classCount,
  learningRate,
  runLength,
  anchorStride,
  frozenStages,
  batchNorm,
  missingHeader,
];
