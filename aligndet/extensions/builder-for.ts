/**
 * @module The builder that checks a config and builds its components: built-in ones, and those of its `custom_imports`.
 */
import { type LoadedConfig, publishedNames } from '../config/index.js';
import { Builder, ConfigError, entryFile } from '../core/index.js';
import type { Extensions } from '../datasets/index.js';
import { type CustomImport, customImportsOf, positionOf } from './custom-imports.js';
import { ExtendedRegistries, NameClashError, type UserComponent } from './extended-registries.js';

/**
 * The builder for a config: knows the built-in components and those of the modules that `custom_imports` names.
 *
 * @param warn receives what is skipped: Python modules, and with `allow_failed_imports` modules that cannot be
 * imported.
 * @throws {ConfigError} with `file:line` of `custom_imports` and the cause, if a module cannot be imported or two
 * components have the same name.
 */
export async function builderFor(loaded: LoadedConfig, warn: (message: string) => void): Promise<Builder> {
  const { imports, allowsFailures, notes } = customImportsOf(loaded);
  for (const note of notes) warn(note);
  const { builtinRegistries } = await import('../builtins.js'); // reading a config needs no components
  const registries = new ExtendedRegistries(builtinRegistries);
  for (const each of imports) {
    try {
      const components = await componentsOf(each, registries.slots);
      if (components.length === 0) {
        warn(`${each.path}: ${each.file} exports no component. Export what defineComponent returns.`);
      }
      registries.add(components);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const message = `"${each.specifier}" cannot be imported: ${error.message}`;
      if (!allowsFailures || error instanceof NameClashError)
        throw await placed(loaded, each, message, error);
      warn(`${each.path}: ${message} The run continues without it (allow_failed_imports).`);
    }
  }
  return new Builder(registries.registries(), publishedNames, registries.files);
}

/**
 * What worker threads need to build datasets with the components of `builder`; `undefined` if it has no custom ones.
 */
export function extensionsOf(builder: Builder): Extensions | undefined {
  const files = [...new Set(builder.files.values())];
  if (files.length === 0) return undefined;
  const { file: loader } = entryFile('extensions/load-components');
  return { loader, files, slots: builder.registries().map(({ slot }) => slot) };
}

async function componentsOf(
  { file, problem }: CustomImport,
  slots: readonly string[],
): Promise<UserComponent[]> {
  if (file === undefined) throw new ConfigError(problem as string);
  const { loadComponents } = await import('./load-components.js');
  return loadComponents(file, slots);
}

async function placed(
  loaded: LoadedConfig,
  { path }: CustomImport,
  message: string,
  cause: ConfigError,
): Promise<ConfigError> {
  const origin = await positionOf(loaded, path);
  return ConfigError.of([{ path, message, ...(origin !== undefined && { origin }) }], undefined, { cause });
}
