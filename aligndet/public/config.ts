/**
 * @module `aligndet/config`: configs as files and values - load, check, print, explain, compare, lint, and migrate from
 * mmdetection 2.x and 3.x. Parsers and components are loaded by the first call that needs them; TensorFlow is never
 * loaded.
 */
export {
  type Change,
  type ChangedConfig,
  type ConfigInput,
  type ConfigObject,
  type ConfigValue,
  type Difference,
  defineConfig,
  type Finding,
  formatJson,
  formatLiteral,
  type LoadedConfig,
  type LoadOptions,
  type Location,
  loadConfig,
  type Pipeline,
  type WholeConfig,
} from '../config/index.js';
export { ConfigError, type ConfigIssue, UsageError } from '../core/index.js';
export {
  type ConfigLike,
  diffConfigs,
  type ExplainedChange,
  explainConfig,
  lintConfigs,
  lintSource,
  type MigrateConfigOptions,
  type MigratedConfig,
  migrateConfig,
} from '../extensions/index.js';
