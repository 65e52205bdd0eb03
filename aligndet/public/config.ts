/** @module `aligndet/config`: configs as files and values - load, check, print, compare, migrate. */
export {
  type ChangedConfig,
  type ConfigInput,
  configJsonSchema,
  type Difference,
  defineConfig,
  differencesOf,
  formatJson,
  formatLiteral,
  type LoadedConfig,
  type LoadOptions,
  loadConfig,
  type MigrateOptions,
  type Migration,
  migrateToPython,
  migrateToTypeScript,
  type Pipeline,
  type WholeConfig,
} from '../config/index.js';
export { ConfigError, type ConfigIssue } from '../core/index.js';
