/**
 * @module Descriptions of options from their doc comments, and module comments of components: read
 * from the sources with TypeScript's type checker, which resolves spreads, extensions and factories.
 */
import { join, relative } from 'node:path';
import { Project, ts } from 'ts-morph';
import type { JsonSchema } from '../../config/index.js';
import { packageRoot } from '../../core/index.js';

const sources = join(packageRoot, 'aligndet');

/** A file for the type checker that holds the types of everything a config can name. */
const QUESTION = `
import type { ConfigOf, SlotLists } from './core/registry.js';
import type { RunInput } from './config/schema/run-schema.js';
import './builtins.js';
export type Run = RunInput;
export type Slots = SlotLists;
export type Tuples = { [Name in keyof SlotLists]: SlotLists[Name] };
export type Lists = { [Name in keyof SlotLists]: ConfigOf<SlotLists[Name] extends readonly (infer Item)[] ? Item : never> };
`;

export interface OptionDocs {
  /** Adds the description of every option to `options`, the JSON Schema of a component's options. */
  describe(slot: string, type: string, options: JsonSchema): void;
  /** The file that defines the component, and its module comment. */
  source(slot: string, type: string): { file: string; note: string } | undefined;
}

export function readOptionDocs(): OptionDocs {
  const { checker, file } = program();
  const lists = checker.getPropertiesOfType(exported(checker, file, 'Lists'));
  const run = exported(checker, file, 'Run');
  const listsOf = (slot: string) => lists.filter(({ name }) => name === slot || name.startsWith(`${slot}:`));
  const files = new Map<string, ts.SourceFile>();
  for (const list of lists) {
    const configs = membersOf(checker, exported(checker, file, 'Tuples'), list.name);
    sourcesOf(checker, exported(checker, file, 'Slots'), list.name).forEach((source, index) => {
      files.set(`${list.name.split(':')[0]}.${configs[index]}`, source);
    });
  }
  return {
    describe: (slot, type, options) => {
      const configs = listsOf(slot).flatMap((list) => choices(checker.getTypeOfSymbol(list)));
      const config = slot === 'run' ? run : configs.find((each) => nameOf(checker, each) === type);
      if (config !== undefined) describeOptions(checker, [config], options);
    },
    source: (slot, type) => {
      const source = files.get(`${slot}.${type}`);
      return source && { file: relative(join(sources, '..'), source.fileName), note: moduleNote(source) };
    },
  };
}

/** Names of the components of a list, in order. */
function membersOf(checker: ts.TypeChecker, tuples: ts.Type, list: string): string[] {
  const symbol = checker.getPropertyOfType(tuples, list) as ts.Symbol;
  const tuple = checker.getTypeOfSymbol(symbol) as ts.TypeReference;
  return checker.getTypeArguments(tuple).map((component) => nameOf(checker, component) as string);
}

/** Files in which the components of a list are defined, in order. */
function sourcesOf(checker: ts.TypeChecker, slots: ts.Type, list: string): ts.SourceFile[] {
  const [declared] = checker.getPropertyOfType(slots, list)?.declarations ?? [];
  if (!declared || !ts.isPropertySignature(declared) || !declared.type || !ts.isTypeQueryNode(declared.type))
    return [];
  const value = checker.getSymbolAtLocation(declared.type.exprName)?.valueDeclaration;
  const initializer = value && ts.isVariableDeclaration(value) ? value.initializer : undefined;
  const array = initializer && ts.isAsExpression(initializer) ? initializer.expression : undefined;
  if (!array || !ts.isArrayLiteralExpression(array)) return [];
  return array.elements.flatMap((element) => {
    const symbol = checker.getSymbolAtLocation(element);
    const target = symbol && symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    return target?.valueDeclaration?.getSourceFile() ?? [];
  });
}

/** The module comment, without its glossary of dims. */
function moduleNote(file: ts.SourceFile): string {
  const [, note = ''] = /^[\s/*]*@module([\s\S]*?)\*\//.exec(file.text) ?? [];
  const paragraphs = note.replace(/^\s*\* ?/gm, '').split(/\n\s*\n/);
  const texts = paragraphs.map((text) => text.replace(/\s+/g, ' ').replace(/ ?Dims: .*$/, ''));
  return texts
    .join(' ')
    .replace(/^ ?Declared: (.)/, (_, first: string) => first.toUpperCase())
    .trim();
}

function program(): { checker: ts.TypeChecker; file: ts.SourceFile } {
  const project = new Project({
    skipAddingFilesFromTsConfig: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      strict: true,
      skipLibCheck: true,
      types: ['node'],
    },
  });
  const file = project.createSourceFile(join(sources, 'every-component.ts'), QUESTION);
  return { checker: project.getTypeChecker().compilerObject, file: file.compilerNode };
}

function exported(checker: ts.TypeChecker, file: ts.SourceFile, name: string): ts.Type {
  const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(file) as ts.Symbol);
  return checker.getDeclaredTypeOfSymbol(symbols.find((symbol) => symbol.name === name) as ts.Symbol);
}

/**
 * Walks the JSON Schema and the types in parallel; stops at slots, whose components have descriptions of their own.
 */
function describeOptions(checker: ts.TypeChecker, types: readonly ts.Type[], schema: JsonSchema): void {
  for (const [key, option] of Object.entries(schema.properties ?? {})) {
    const symbols = types.flatMap((type) => checker.getPropertyOfType(type, key) ?? []);
    const text = symbols.map((symbol) => documentation(checker, symbol)).find((line) => line !== '');
    if (text !== undefined) option.description = text;
    const inner = new Set(symbols.flatMap((symbol) => choices(checker.getTypeOfSymbol(symbol))));
    describeOptions(checker, [...inner], option);
  }
  for (const choice of [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])]) {
    const name = choice.properties?.type?.const;
    const same = types.filter((type) => name === undefined || nameOf(checker, type) === name);
    describeOptions(checker, same.length > 0 ? same : types, choice);
  }
  const elements = types.flatMap((type) => choices(checker.getIndexTypeOfType(type, ts.IndexKind.Number)));
  if (schema.items !== undefined && !Array.isArray(schema.items))
    describeOptions(checker, elements, schema.items);
  if (typeof schema.additionalProperties === 'object') {
    const values = types.flatMap((type) => choices(checker.getIndexTypeOfType(type, ts.IndexKind.String)));
    describeOptions(checker, values, schema.additionalProperties);
  }
}

/** Members of a union, `null` and `undefined` left out. */
function choices(type: ts.Type | undefined): ts.Type[] {
  if (type === undefined) return [];
  return (type.isUnion() ? type.types : [type]).filter(
    ({ flags }) => (flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined)) === 0,
  );
}

/** The name in a config's \`type\`. */
function nameOf(checker: ts.TypeChecker, config: ts.Type): string | undefined {
  const symbol = checker.getPropertyOfType(config, 'type');
  const type = symbol === undefined ? undefined : choices(checker.getTypeOfSymbol(symbol))[0];
  return type?.isStringLiteral() ? type.value : undefined;
}

function documentation(checker: ts.TypeChecker, symbol: ts.Symbol): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker)).replace(/\s+/g, ' ').trim();
}
