/** @module Who checks a config and makes its components: what is built in, and what its `custom_imports` bring. */
import { type LoadedConfig, publishedNames } from '../config/index.js';
import { Builder, ConfigError, entryFile } from '../core/index.js';
import type { Extensions } from '../datasets/index.js';
import { type CustomImport, customImportsOf, positionOf } from './custom-imports.js';
import { ExtendedRegistries, NameClashError, type UserComponent } from './extended-registries.js';

/**
 * The builder for a config: knows the built-in components and those of the modules that `custom_imports` names.
 *
 * @param warn is told what is left out: Python modules, and with `allow_failed_imports` what cannot be imported.
 * @throws {ConfigError} with `file:line` of `custom_imports`, and the cause, when a module cannot be imported or a
 * component has the name of another one.
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
        warn(
          `${each.path}: ${each.file} exports no component. What defineComponent returns has to be exported.`,
        );
      }
      registries.add(components);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      const message = `"${each.specifier}" cannot be imported: ${error.message}`;
      if (!allowsFailures || error instanceof NameClashError)
        throw await placed(loaded, each, message, error);
      warn(`${each.path}: ${message} The run goes on without it (allow_failed_imports).`);
    }
  }
  return new Builder(registries.registries(), publishedNames, registries.files);
}

/** What worker threads need to make datasets with the components of `builder`; nothing when it has none of users. */
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
