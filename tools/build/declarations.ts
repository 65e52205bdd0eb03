/**
 * @module `dist/types`: a declaration file per module, as the compiler emits them. They are not bundled: components become
 * known to the types of configs by `declare module`, which names files.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { ENTRIES } from './javascript.js';
import { buildTfjsTypes } from './tfjs-types.js';

/** Whose types a program gets by importing them. */
const PUBLIC = ENTRIES.filter((path) => path === 'index' || path.startsWith('public/'));

/** Entries whose types are about configs, which name every component. */
const ABOUT_CONFIGS = ['index', 'public/config', 'public/components'];

/** What Node's types declare; for browsers Blob and AbortSignal are there twice, and the same. */
const NODE = /\bNodeJS\.|\b(?:Buffer|Blob|AbortSignal|URL)\b|(["'])node:/;

const TFJS = /((?:from|import\() ?)(['"])@tensorflow\/[^'"]*\2/g;

export async function buildDeclarations(root: string, dist: string): Promise<void> {
  const types = join(dist, 'types');
  emit(root, types);
  rmSync(join(types, 'engine/tfjs.d.ts')); // all of tfjs, for the engine's own use
  const names = new Set<string>();
  const files = declarationsBelow(types);
  for (const file of files) {
    const path = relative(dirname(file), join(types, 'engine/tfjs.js'));
    const tfjs = path.startsWith('.') ? path : `./${path}`;
    const text = readFileSync(file, 'utf8')
      .replaceAll(/(["']\.{1,2}\/[^"']*)\.ts(["'])/g, '$1.js$2') // as some types import
      .replaceAll(/(@tensorflow\/[^"']*"\)\.\w+)_\b/g, '$1'); // tfjs declares `einsum` as `typeof einsum_`
    for (const name of tfjsNames(text)) names.add(name);
    writeFileSync(file, text.replaceAll(TFJS, `$1$2${tfjs}$2`));
  }
  await buildTfjsTypes(root, types, names);
  nameAugmentations(types);
  for (const path of ABOUT_CONFIGS) {
    const file = join(types, `${path}.d.ts`);
    const builtins = path === 'index' ? './builtins.js' : '../builtins.js';
    writeFileSync(file, `import '${builtins}';\n${readFileSync(file, 'utf8')}`);
  }
  const reached = reachable(PUBLIC.map((path) => join(types, `${path}.d.ts`)));
  for (const file of declarationsBelow(types)) {
    if (!reached.has(file)) rmSync(file);
    else nameNode(file);
  }
  check(types, dist);
}

/** Programs need not list `node` among their types, which is a dependency of the package. */
function nameNode(file: string): void {
  const text = readFileSync(file, 'utf8');
  if (NODE.test(text)) writeFileSync(file, `/// <reference types="node" />\n${text}`);
}

/** The compiler leaves imports out that are for their effect on types alone. */
function nameAugmentations(types: string): void {
  const augmenting = declarationsBelow(types).filter((file) =>
    /^declare module /m.test(readFileSync(file, 'utf8')),
  );
  const imports = augmenting.map(
    (file) => `import './${relative(types, file).replace(/\.d\.ts$/, '.js')}';\n`,
  );
  const builtins = join(types, 'builtins.d.ts');
  writeFileSync(builtins, `${imports.sort().join('')}${readFileSync(builtins, 'utf8')}`);
}

function emit(root: string, types: string): void {
  const library = join(root, 'aligndet');
  const config = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile).config;
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  mkdirSync(types, { recursive: true });
  const program = ts.createProgram(
    PUBLIC.map((path) => join(library, `${path}.ts`)).concat(join(library, 'builtins.ts')),
    {
      ...options,
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      rootDir: library,
      outDir: types,
      types: ['node'],
    },
  );
  const { diagnostics } = program.emit();
  fail(root, diagnostics, 'The declarations cannot be emitted');
}

/** What a declaration takes from tfjs. */
function tfjsNames(text: string): string[] {
  const inline = [...text.matchAll(/import\("@tensorflow\/[^"]*"\)\.(\w+)/g)].map((match) => match[1]);
  const imported = [...text.matchAll(/(?:import|export) type \{([^}]*)\} from '@tensorflow\/[^']*'/g)];
  const listed = imported.flatMap(([, list]) => list.split(',').map((name) => name.trim().split(/\s/)[0]));
  return [...inline, ...listed].filter((name) => name !== '');
}

/** Files that are imported from `entries`, by them or by others. */
function reachable(entries: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const open = [...entries];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const [, specifier] of readFileSync(file, 'utf8').matchAll(/["'](\.{1,2}\/[^"'\n]*\.js)["']/g)) {
      const path = resolve(dirname(file), specifier).replace(/\.js$/, '.d.ts');
      if (ts.sys.fileExists(path)) open.push(path);
    }
  }
  return reached;
}

/** A strict program that checks the declarations themselves has to take them. */
function check(types: string, dist: string): void {
  const program = ts.createProgram(
    PUBLIC.map((path) => join(types, `${path}.d.ts`)),
    {
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2022.d.ts'],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: [],
    },
  );
  fail(dist, ts.getPreEmitDiagnostics(program), 'The declarations do not fit a strict program');
}

function fail(folder: string, diagnostics: readonly ts.Diagnostic[], message: string): void {
  if (diagnostics.length === 0) return;
  const host = {
    getCurrentDirectory: () => folder,
    getCanonicalFileName: (path: string) => path,
    getNewLine: () => '\n',
  };
  throw new Error(`${message}:\n${ts.formatDiagnostics(diagnostics.slice(0, 20), host)}`);
}

function declarationsBelow(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => file.endsWith('.d.ts')).map((file) => join(folder, file));
}
