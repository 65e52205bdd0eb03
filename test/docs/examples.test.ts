/**
 * The `@example`s of the public names: each exported function and class has one, which is type-checked and run; so are the
 * blocks of the pages that show how the names are used.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  type ClassDeclaration,
  type ExportedDeclarations,
  type JSDocableNode,
  Node,
  Project,
} from 'ts-morph';
import { temporaryFolder } from '../support/coco.js';
import { writeExampleFolder } from '../support/example-folder.js';

const root = join(import.meta.dirname, '../..');

/** Entries of the package whose examples are checked. */
const ENTRIES = [
  'aligndet/index.ts',
  ...['checkpoint', 'config', 'engine', 'evaluation'].map((name) => `aligndet/public/${name}.ts`),
];

/** Pages whose blocks of TypeScript are run too; blocks that say `excerpt` are not. */
const PAGES = ['README.md', 'docs/api.md'];

/** Names of other packages that an entry passes on have documentation of their own. */
const OWN_FOLDER = 'aligndet/';

interface Example {
  /** `Detector.load 1`. */
  readonly name: string;
  readonly code: string;
}

const project = new Project({
  tsConfigFilePath: join(root, 'tsconfig.json'),
  skipAddingFilesFromTsConfig: true,
});

/** Code between the fences of the `@example`s of a declaration. */
function examplesOf(node: JSDocableNode, name: string): Example[] {
  const tags = node
    .getJsDocs()
    .flatMap((doc) => doc.getTags().filter((tag) => tag.getTagName() === 'example'));
  return tags.map((tag, i) => {
    const text = tag.getCommentText() ?? '';
    const code = /^```ts\n(.*)\n```$/s.exec(text.trim())?.[1];
    if (code === undefined) throw new Error(`${name}: its @example is no block of \`\`\`ts.`);
    return { name: `${name} ${i + 1}`, code };
  });
}

/** Whether the class is an error that extends a class of ours, whose example serves for all of them. */
function isFurtherError(node: ClassDeclaration): boolean {
  const base = node.getBaseClass();
  return base !== undefined && (base.getName() === 'AlignDetError' || isFurtherError(base));
}

/** Examples of what is called, and the names that have none. */
function readEntry(entry: string): { examples: Example[]; without: string[] } {
  const examples: Example[] = [];
  const without: string[] = [];
  const file = project.addSourceFileAtPath(join(root, entry));
  for (const [name, declarations] of file.getExportedDeclarations()) {
    const own = declarations.filter((each) => isOurs(each) && isCalled(each));
    if (own.length === 0) continue;
    const found = own.flatMap((each) => documented(each, name));
    if (found.length === 0) without.push(`${entry}: ${name}`);
    examples.push(...found);
  }
  return { examples, without };
}

function isOurs(node: ExportedDeclarations): boolean {
  return relative(root, node.getSourceFile().getFilePath()).startsWith(OWN_FOLDER);
}

function isCalled(node: ExportedDeclarations): boolean {
  if (Node.isFunctionDeclaration(node)) return true;
  if (Node.isClassDeclaration(node)) return !isFurtherError(node);
  const value = Node.isVariableDeclaration(node) ? node.getInitializer() : undefined;
  return Node.isArrowFunction(value) || Node.isFunctionExpression(value);
}

function documented(node: ExportedDeclarations, name: string): Example[] {
  if (Node.isVariableDeclaration(node)) {
    const statement = node.getVariableStatement();
    return statement === undefined ? [] : examplesOf(statement, name);
  }
  if (Node.isFunctionDeclaration(node)) {
    return [node, ...node.getOverloads()].flatMap((each) => examplesOf(each, name));
  }
  if (!Node.isClassDeclaration(node)) return [];
  const ofMethods = node
    .getMethods()
    .flatMap((method) =>
      [method, ...method.getOverloads()].flatMap((each) => examplesOf(each, `${name}.${method.getName()}`)),
    );
  return [...examplesOf(node, name), ...ofMethods];
}

/** The blocks of a page that are whole programs. */
function blocksOf(page: string): Example[] {
  const blocks = readFileSync(join(root, page), 'utf8').matchAll(/^```ts\n(.*?)\n```$/gms);
  return [...blocks].map(([, code], i) => ({ name: `${page} ${i + 1}`, code }));
}

/** What the comments behind `console.log` say that it prints, in their order. */
function promised(code: string): string[] {
  return [...code.matchAll(/\/\/ -> (.*)$/gm)].map(([, text]) => text.trim());
}

/** Runs all examples in one process, one after the other, since each process loads TensorFlow anew. */
const RUNNER = `
import { format } from 'node:util';
const names = JSON.parse(process.argv[2]);
for (const [i] of names.entries()) {
  const printed = [];
  console.log = console.warn = (...words) => void printed.push(format(...words));
  let error;
  try {
    await import('./example-' + i + '.mts');
  } catch (cause) {
    error = String(cause?.stack ?? cause);
  }
  process.stdout.write(JSON.stringify({ printed, error }) + '\\n');
}
`;

interface Outcome {
  readonly printed: readonly string[];
  readonly error?: string;
}

function runAll(examples: readonly Example[], folder: string): Outcome[] {
  for (const [i, { code }] of examples.entries()) writeFileSync(join(folder, `example-${i}.mts`), code);
  writeFileSync(join(folder, 'runner.mjs'), RUNNER);
  const names = JSON.stringify(examples.map(({ name }) => name));
  const env = { ...process.env, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') };
  const tsx = join(root, 'node_modules/tsx/dist/loader.mjs');
  const words = ['--import', tsx, 'runner.mjs', names];
  const { stdout, stderr, status } = spawnSync(process.execPath, words, {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The examples ended with ${status}: ${stderr}`);
  const lines = stdout.split('\n').filter((line) => line.startsWith('{"printed"'));
  return lines.map((line) => JSON.parse(line) as Outcome);
}

describe('the examples of the public names', () => {
  const entries = ENTRIES.map(readEntry);
  const examples = [...entries.flatMap((entry) => entry.examples), ...PAGES.flatMap(blocksOf)];
  const folder = temporaryFolder();
  const outcomes = new Map<string, Outcome>();

  beforeAll(async () => {
    await writeExampleFolder(folder);
    const found = runAll(examples, folder);
    for (const [i, { name }] of examples.entries()) outcomes.set(name, found[i]);
  });

  it('are there for every function and class', () => {
    expect(entries.flatMap(({ without }) => without)).toEqual([]);
    expect(examples.length).toBeGreaterThan(10);
  });

  it('have types that fit', () => {
    const files = examples.map(({ name, code }, i) => {
      const text = `${code}\nexport {};\n`;
      return { name, file: project.createSourceFile(join(root, `example-${i}.ts`), text) };
    });
    const wrong = files.flatMap(({ name, file }) =>
      file.getPreEmitDiagnostics().map((each) => {
        const message = each.getMessageText();
        return `${name}:${each.getLineNumber()}: ${typeof message === 'string' ? message : message.getMessageText()}`;
      }),
    );
    expect(wrong).toEqual([]);
  });

  it.each(examples.map(({ name, code }) => [name, code]))(
    '%s runs, and prints what it says',
    (name, code) => {
      const { printed, error } = outcomes.get(name) as Outcome;
      expect(error).toBeUndefined();
      let at = 0;
      for (const text of promised(code)) {
        const found = printed.indexOf(text, at);
        expect({ text, printed, isPrinted: found >= 0 }).toEqual({ text, printed, isPrinted: true });
        at = found + 1;
      }
    },
  );
});
