/** @module Compares the classes of the dataset with `num_classes` of every head, before a step is wasted. */
import { z } from 'zod';
import { ConfigError, defineComponent } from '../../core/index.js';
import type { Module } from '../../nn/index.js';
import type { Hook } from '../runner.js';

/** Heads that know their number of classes. */
interface Classifying {
  readonly numClasses: number;
}

export const numClassCheckHook = defineComponent({
  type: 'NumClassCheckHook',
  schema: z.strictObject({}),
  build: (): Hook => ({
    name: 'NumClassCheckHook',
    beforeRun: ({ model, meta }) => {
      if (meta.CLASSES !== undefined) checkNumClasses(model, meta.CLASSES as readonly string[], 'data.train');
    },
  }),
});

/** RPN, VGG, fused semantic heads and the like count something else. */
const countsOtherThings = /rpn|semantic|rel_roi/i;

/**
 * @param path of the dataset in the config.
 * @throws {ConfigError} for the first head that tells apart more or fewer classes than there are.
 */
export function checkNumClasses(model: Module, classes: readonly string[], path: string): void {
  for (const [name, module] of model.namedModules()) {
    if (!isClassifying(module) || countsOtherThings.test(name)) continue;
    if (module.numClasses !== classes.length) {
      throw new ConfigError(
        `model.${name}.num_classes is ${module.numClasses}, but the dataset has ${classes.length} classes ` +
          `(${classes.slice(0, 5).join(', ')}${classes.length > 5 ? ', ...' : ''}). ` +
          `Set num_classes to ${classes.length}, or ${path}.classes to what the model shall tell apart.`,
      );
    }
  }
}

function isClassifying(module: Module): module is Module & Classifying {
  return typeof (module as unknown as Partial<Classifying>).numClasses === 'number';
}
