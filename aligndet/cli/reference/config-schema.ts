/** @module `aligndet config schema`: JSON Schema of configs, explanations included, for editors. */
import { builtinBuilder } from '../../builtins.js';
import { configJsonSchema } from '../../config/index.js';
import { writeAtomically } from '../../core/index.js';
import { print } from '../terminal.js';
import { readOptionDocs } from './option-docs.js';

/** @param out file to write; stdout when absent. @returns the exit code. */
export function configSchemaCommand(out?: string): number {
  const docs = readOptionDocs();
  const schema = configJsonSchema(builtinBuilder(), (slot, type, options) =>
    docs.describe(slot, type, options),
  );
  const text = `${JSON.stringify(schema, null, 1)}\n`;
  if (out === undefined) print(text);
  else writeAtomically(out, [text]);
  return 0;
}
