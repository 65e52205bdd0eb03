export { type SplitWords, splitCfgOptions } from './command-line.js';
export {
  type ChangedConfig,
  type ConfigInput,
  defineConfig,
  type Pipeline,
  type WholeConfig,
} from './define-config.js';
export { type Difference, differencesOf } from './difference.js';
export { formatAnnotated } from './format-annotated.js';
export { formatJson, formatLiteral } from './format-config.js';
export { type Change, formatOrigin, historyOf, nearestPaths, originOf, placeOf } from './history.js';
export { type Layer, type LoadedConfig, layersOf } from './layer.js';
export { applyOverrides, type LoadOptions, loadConfig } from './load.js';
export { type MigrateOptions, type Migration, migrateToTypeScript } from './migrate/migrate.js';
export { type PlannedFile, planMigration } from './migrate/plan.js';
export { migrateToPython } from './migrate/to-python.js';
export { type Overrides, parseOverrides } from './overrides.js';
export type { Place } from './places/place.js';
export { Places as ConfigPlaces } from './places/places.js';
export { readConfigFile } from './read-file.js';
export { checkConfig, checkRun } from './validate.js';
export { componentSchemas, configJsonSchema, type JsonSchema } from './json-schema.js';
export { type ConfigObject, type ConfigValue, valueAt } from './value.js';
