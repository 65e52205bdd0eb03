export { builderFor, extensionsOf } from './builder-for.js';
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
} from './config-tools.js';
export { hasCustomImports, withAbsoluteImports } from './custom-imports.js';
