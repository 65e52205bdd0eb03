export { type SplitWords, splitCfgOptions } from './command-line.js';
export {
  type ChangedConfig,
  type ConfigInput,
  defineConfig,
  type Pipeline,
  type WholeConfig,
} from './define-config.js';
export { isThreeX } from './dialects/dialect.js';
export { migrateFromThreeX } from './dialects/three-x/migrate.js';
export { rewritten } from './dialects/two-x/rewritten.js';
export { type Difference, differencesOf } from './difference.js';
export { formatAnnotated } from './format-annotated.js';
export { formatJson, formatLiteral } from './format-config.js';
export { type Change, formatOrigin, historyOf, locationOf, nearestPaths, originOf } from './history.js';
export { configJsonSchema } from './json-schema/config-json-schema.js';
export { type JsonSchema, mapChildren, REF as DEFS_REF } from './json-schema/json-schema.js';
export { type Layer, type LoadedConfig, layersOf } from './layer.js';
export type { Finding, Rule } from './lint/finding.js';
export type { FindingsFormat } from './lint/format-findings.js';
export { applyOverrides, type LoadOptions, loadConfig } from './load.js';
export type { Location } from './locations/location.js';
export { Locations as ConfigLocations } from './locations/locations.js';
export { type MigrateOptions, type Migration, migrateToTypeScript } from './migrate/migrate.js';
export { type PlannedFile, planMigration } from './migrate/plan.js';
export { migrateToPython } from './migrate/to-python.js';
export { namedValues, variablesOf } from './named-values.js';
export { type Overrides, parseOverrides } from './overrides.js';
export { publishedNames } from './published/index.js';
export { readPythonConfig } from './python/read.js';
export { readConfigFile } from './read-file.js';
export { type LengthNote, runLengthNotes } from './run-length.js';
export { checkConfig, checkOptions, checkRun } from './validate.js';
export { type ConfigObject, type ConfigValue, valueAt } from './value.js';
export { configWarnings } from './warnings.js';

/** Lint needs the TypeScript parser, which is slow to load, so it is imported on first use. */
export async function lintTools() {
  return import('./lint/index.js');
}
