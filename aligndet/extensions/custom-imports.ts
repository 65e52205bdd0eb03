/** @module The modules in `custom_imports` of a config, as in mmcv: by path, or by package name. */
import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import {
  ConfigLocations,
  type ConfigValue,
  formatOrigin,
  type LoadedConfig,
  originOf,
} from '../config/index.js';
import { codeFile, importPath, nearest, packageEntry } from '../core/index.js';

/** Python packages that the published configs name, including AlignDet's own. Their components are built in. */
const BUILT_IN = /^(?:AlignDet|mmselfsup)(?:\.\w+)*$/;
/** Other projects of OpenMMLab: some of their components are built in, with the same names. */
const RELATIVES =
  /^(?:mmdet|mmdet3d|mmcv|mmcls|mmengine|mmpretrain|mmseg|mmrotate|mmtrack|mmyolo)(?:\.\w+)*$/;
const PYTHON_MODULE = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+$/;

const PATH = 'custom_imports';
const ADVICE =
  'write the component in TypeScript and name its file, such as "./my-neck.ts" (docs/extending.md)';

/** One entry of `custom_imports.imports`. */
export interface CustomImport {
  readonly specifier: string;
  /** Path in the config: `custom_imports.imports.0`. */
  readonly path: string;
  /** The module, if found. */
  readonly file?: string;
  /** Why it was not found. */
  readonly problem?: string;
}

/** `custom_imports` as mmcv reads it. */
export interface CustomImports {
  readonly imports: readonly CustomImport[];
  /** Whether a module that cannot be loaded is skipped. */
  readonly allowsFailures: boolean;
  /** Ignored entries, with the reason. */
  readonly notes: readonly string[];
}

/** The entries, with the file of each module. Values of other types are left to the config check. */
export function customImportsOf(loaded: LoadedConfig): CustomImports {
  const { imports: given, allow_failed_imports: allowsFailures } = (loaded.config[PATH] ?? {}) as {
    imports?: ConfigValue;
    allow_failed_imports?: ConfigValue;
  };
  const isList = Array.isArray(given);
  const specifiers = (isList ? given : [given]).flatMap((specifier, index) =>
    typeof specifier === 'string' ? [{ specifier, path: `${PATH}.imports${isList ? `.${index}` : ''}` }] : [],
  );
  const foreign = specifiers.filter(({ specifier }) => isForeign(specifier));
  const other = foreign.filter(({ specifier }) => !BUILT_IN.test(specifier));
  return {
    imports: specifiers
      .filter((each) => !foreign.includes(each))
      .map((each) => ({ ...each, ...located(each.specifier, setterOf(loaded, each.path)) })),
    allowsFailures: allowsFailures === true,
    notes:
      other.length === 0
        ? []
        : [
            `${PATH}: Python modules are not run: ${other.map(({ specifier }) => specifier).join(', ')}. ` +
              `Built-in components of these modules need no import; for others ${ADVICE}.`,
          ],
  };
}

/** Whether a config names modules to load, other than Python modules, which are ignored. */
export function hasCustomImports(loaded: LoadedConfig): boolean {
  return customImportsOf(loaded).imports.length > 0;
}

/** The config with absolute paths in `custom_imports`, so that it can be moved to another folder. */
export function withAbsoluteImports(loaded: LoadedConfig): LoadedConfig['config'] {
  const { imports } = customImportsOf(loaded);
  if (!imports.some(({ specifier }) => isPath(specifier))) return loaded.config;
  const files = new Map(imports.map(({ specifier, file }) => [specifier, file]));
  const absolute = (specifier: ConfigValue): ConfigValue =>
    typeof specifier === 'string' && isPath(specifier) ? (files.get(specifier) ?? specifier) : specifier;
  const own = loaded.config[PATH] as { imports: ConfigValue };
  const changed = Array.isArray(own.imports) ? own.imports.map(absolute) : absolute(own.imports);
  return { ...loaded.config, [PATH]: { ...own, imports: changed } };
}

/** `file:line:column` that sets the value at `path`. */
export async function positionOf(loaded: LoadedConfig, path: string): Promise<string | undefined> {
  const origin = originOf(loaded, path);
  return origin === undefined ? undefined : formatOrigin(origin, await ConfigLocations.of([loaded.layer]));
}

function isPath(specifier: string): boolean {
  return importPath(specifier, '/') !== undefined;
}

function isForeign(specifier: string): boolean {
  return BUILT_IN.test(specifier) || RELATIVES.test(specifier);
}

/** Paths on the command line are relative to the current folder, those in a config to its file. */
function setterOf(loaded: Pick<LoadedConfig, 'layer' | 'overrides'>, path: string): string {
  const file = originOf(loaded, path)?.file;
  return file === undefined || !file.includes('/') ? join(process.cwd(), 'command-line') : file;
}

function located(specifier: string, setter: string): Pick<CustomImport, 'file' | 'problem'> {
  const path = importPath(specifier, setter);
  if (path !== undefined) {
    const file = codeFile(path);
    return file === undefined ? { problem: `${path} does not exist.${similar(path)}` } : { file };
  }
  try {
    const entry = packageEntry(specifier, setter);
    if (entry !== undefined) return { file: entry.file };
  } catch (error) {
    return { problem: `the package cannot be imported: ${(error as Error).message}` };
  }
  if (/\.(?:py|[mc]?[jt]s)$/.test(specifier) || specifier.endsWith('/')) {
    return { problem: `a path begins with "./", "../" or "/". Did you mean "./${specifier}"?` };
  }
  if (PYTHON_MODULE.test(specifier)) {
    return { problem: `this is the name of a Python module, and Python modules are not run: ${ADVICE}.` };
  }
  return {
    problem: `no package of this name is installed for ${dirname(setter)}: run npm install ${specifier}, or give a path that begins with "./".`,
  };
}

function similar(path: string): string {
  const folder = dirname(path);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    return ` The folder ${folder} does not exist either.`;
  const [near] = nearest(basename(path), readdirSync(folder));
  return near === undefined ? '' : ` Did you mean ${join(folder, near)}?`;
}
