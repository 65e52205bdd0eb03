/** @module `aligndet config schema`: JSON Schema of configs with descriptions, for editors. */
import { builtinBuilder } from '../../builtins.js';
import { configJsonSchema, loadConfig } from '../../config/index.js';
import { writeAtomically } from '../../core/index.js';
import { builderFor } from '../../extensions/index.js';
import { print, say } from '../terminal.js';
import { readOptionDocs } from './option-docs.js';

/**
 * @param out file to write; stdout when absent.
 * @param config whose `custom_imports` bring components too.
 * @returns the exit code.
 */
export async function configSchemaCommand(out?: string, config?: string): Promise<number> {
  const docs = readOptionDocs();
  const builder =
    config === undefined
      ? builtinBuilder()
      : await builderFor(await loadConfig(config), (warning) => say(`warning: ${warning}\n`));
  const schema = configJsonSchema(builder, (slot, type, options) => docs.describe(slot, type, options));
  const text = `${JSON.stringify(schema, null, 1)}\n`;
  if (out === undefined) print(text);
  else writeAtomically(out, [text]);
  return 0;
}
