export { type SplitWords, splitCfgOptions } from './command-line.js';
export { type ConfigInput, defineConfig } from './define-config.js';
export { formatJson, formatLiteral } from './format-config.js';
export { applyOverrides, type Layer, type LoadedConfig, type LoadOptions, loadConfig } from './load.js';
export { type Overrides, parseOverrides } from './overrides.js';
export { readConfigFile } from './read-file.js';
export { checkConfig, checkRun } from './validate.js';
export { type ConfigObject, type ConfigValue, valueAt } from './value.js';
