/** @module Compares the number of classes of the dataset with `num_classes` of every head before training. */
import { z } from 'zod';
import { ConfigError, defineComponent } from '../../core/index.js';
import type { Module } from '../../nn/index.js';
import type { Hook } from '../runner.js';

/** Heads with a number of classes. */
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

/** `num_classes` of RPN, VGG and fused semantic heads has another meaning. */
const countsOtherThings = /rpn|semantic|rel_roi/i;

/**
 * @param path of the dataset in the config.
 * @throws {ConfigError} for the first head whose `num_classes` differs from the number of classes.
 */
export function checkNumClasses(model: Module, classes: readonly string[], path: string): void {
  for (const [name, module] of model.namedModules()) {
    if (!isClassifying(module) || countsOtherThings.test(name)) continue;
    if (module.numClasses !== classes.length) {
      throw new ConfigError(
        `model.${name}.num_classes is ${module.numClasses}, but the dataset has ${classes.length} classes ` +
          `(${classes.slice(0, 5).join(', ')}${classes.length > 5 ? ', ...' : ''}). ` +
          `Set num_classes to ${classes.length}, or ${path}.classes to the classes to detect.`,
      );
    }
  }
}

function isClassifying(module: Module): module is Module & Classifying {
  return typeof (module as unknown as Partial<Classifying>).numClasses === 'number';
}
