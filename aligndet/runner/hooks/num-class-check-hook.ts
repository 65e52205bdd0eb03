/** @module Compares the classes of the dataset with `num_classes` of every head, before a step is wasted. */
import { z } from 'zod';
import { ConfigError, defineComponent } from '../../core/index.js';
import type { Module } from '../../nn/index.js';
import type { Hook, Runner } from '../runner.js';

/** Heads that know their number of classes. */
interface Classifying {
  readonly numClasses: number;
}

export const numClassCheckHook = defineComponent({
  type: 'NumClassCheckHook',
  schema: z.strictObject({}),
  build: (): Hook => ({ name: 'NumClassCheckHook', beforeRun: checkClasses }),
});

/** RPN, VGG, fused semantic heads and the like count something else. */
const countsOtherThings = /rpn|semantic|rel_roi/i;

function checkClasses({ model, meta }: Runner): void {
  const classes = meta.CLASSES as readonly string[] | undefined;
  if (classes === undefined) return;
  for (const [name, module] of model.namedModules()) {
    if (!isClassifying(module) || countsOtherThings.test(name)) continue;
    if (module.numClasses !== classes.length) {
      throw new ConfigError(
        `model.${name}.num_classes is ${module.numClasses}, but the dataset has ${classes.length} classes ` +
          `(${classes.slice(0, 5).join(', ')}${classes.length > 5 ? ', ...' : ''}). ` +
          `Set num_classes to ${classes.length}, or data.train.classes to what the model shall tell apart.`,
      );
    }
  }
}

function isClassifying(module: Module): module is Module & Classifying {
  return typeof (module as unknown as Partial<Classifying>).numClasses === 'number';
}
