export { cacheFolder } from './cache-folder.js';
export { formatPath, issuesOf, type OptionNames } from './config-issues.js';
export type { Change, Complete, SlotConfig } from './config-types.js';
export {
  AlignDetError,
  CheckpointError,
  ConfigError,
  type ConfigIssue,
  DataError,
  EngineError,
  NotBuiltError,
  ShapeError,
  TrainingError,
  UsageError,
} from './errors.js';
export { makeFolder, rewriteAtomically, writeAtomically, writeError } from './files.js';
export { filesBelow } from './files-below.js';
export { jsonListChunks, jsonObjectChunks } from './json/json-chunks.js';
export { JsonFile, type JsonFileOptions } from './json/json-file.js';
export { jsonText, shownJson } from './json/json-text.js';
export { readJson } from './json/read-json.js';
export { withLock } from './lock.js';
export { type Logger, silentLogger } from './logger.js';
export { cachedCode } from './modules/code-cache.js';
export { CODE_EXTENSIONS, compileCode, importsOf, originalPosition } from './modules/compile-code.js';
export { importPath, isFile, spellings } from './modules/import-path.js';
export { codeFile, ModuleRunner, type Provided } from './modules/module-runner.js';
export { packageEntry } from './modules/package-entry.js';
export { publishedConfig, publishedName } from './modules/published-config.js';
export { strictExports } from './modules/strict-exports.js';
export { onExit, releaseAll, watchHeld } from './on-exit.js';
export { makeFolderOf, makeOutputFolder } from './output-folder.js';
export {
  type EntryFile,
  entryFile,
  isClone,
  libraryFile,
  loadEntry,
  packageRequire,
  packageRoot,
  publishedConfigs,
} from './package-files.js';
export { packageVersion } from './package-version.js';
export { type Progress, type ProgressTask, silentProgress } from './progress.js';
export { nothingPublished, type PublishedNames } from './published.js';
export { Random, type RandomSource, type RandomState } from './random.js';
export {
  type AnyComponent,
  Builder,
  type Component,
  type Components,
  type ConfigOf,
  defineComponent,
  Registry,
  type SlotLists,
  type Slots,
} from './registry.js';
export { roundHalfEven } from './rounding.js';
export { type LogEvent, type LogLevel, logLine, type RunLog, runLog, runTimestamp } from './run-log.js';
export { shellWord } from './shell-word.js';
export { shortList } from './short-list.js';
export {
  type ComponentConfig,
  type SlotRef,
  type SlotRules,
  type SlotSchema,
  slot,
  slotOf,
  slotRulesOf,
} from './slot.js';
export { didYouMean, editDistance, nearest, surelyMeant } from './suggest.js';
export { whyUnreadable } from './unreadable.js';
export { describeValue, inOurWords, orList } from './value-words.js';
export { oneLine, oneMessage, visible } from './visible.js';
