/** The code blocks of README and docs: TypeScript is type-checked, command lines name commands and flags that exist. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Project, type ts } from 'ts-morph';
import { argumentsOf, nameOf } from '../../aligndet/cli/arguments/declared.js';
import { commands } from '../../aligndet/cli/commands.js';

const root = resolve(import.meta.dirname, '../..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

interface Block {
  /** `docs/api.md:12`. */
  readonly position: string;
  readonly language: string;
  readonly code: string;
}

/** Pages with code of their own: the style guide shows files, the reference and the mistakes are generated. */
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((file) => join('docs', file)),
]
  .filter((file) => file.endsWith('.md') && !/^docs\/(reference\/|mistakes\.md|STYLE\.md)/.test(file))
  .sort();

/** The fenced blocks of a page; one that is not whole says why in its first line: "```ts excerpt: the loss is that above". */
function blocksOf(page: string, text: string): Block[] {
  return [...text.matchAll(/^```(\w+)([^\n]*)\n(.*?)^```$/gms)].flatMap((block) => {
    const [, language, words, code] = block;
    if (/^ excerpt: \S/.test(words)) return [];
    return [{ position: `${page}:${text.slice(0, block.index).split('\n').length}`, language, code }];
  });
}

const blocks = pages.flatMap((page) => blocksOf(page, readFileSync(join(root, page), 'utf8')));

const project = new Project({
  tsConfigFilePath: join(root, 'tsconfig.json'),
  skipAddingFilesFromTsConfig: true,
});

/** What TypeScript finds in the blocks, each with its line on the page. */
function typeErrors(all: readonly Block[]): string[] {
  const files = all.map(({ code }, i) =>
    project.createSourceFile(join(root, `block-${i}.ts`), `${code}\nexport {};\n`, { overwrite: true }),
  );
  return files.flatMap((file, i) =>
    file.getPreEmitDiagnostics().map((each) => {
      const [page, line] = all[i].position.split(':');
      return `${page}:${Number(line) + (each.getLineNumber() ?? 0)}: ${messageOf(each.compilerObject.messageText)}`;
    }),
  );
}

function messageOf(text: string | ts.DiagnosticMessageChain): string {
  return typeof text === 'string' ? text : text.messageText;
}

/** Lines of a block as the shell takes them: continued ones are one, comments are none. */
function commandLines({ position, code }: Block): (readonly [position: string, line: string])[] {
  return code
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) =>
      line
        .replace(/(^|\s)#.*$/, '')
        .replaceAll(/[[\]]/g, ' ')
        .trim(),
    )
    .filter((line) => line !== '')
    .map((line) => [position, line]);
}

/** The command of the CLI that a script of `tools/` runs. */
function commandOf(script: string): string | undefined {
  return /main\(\['([\w-]+)'/.exec(readFileSync(join(root, script), 'utf8'))?.[1];
}

/** What of a command line does not exist. */
function faultsOf(line: string): string[] {
  const faults: string[] = [];
  for (const [file] of line.matchAll(/(?<![\w./-])(?:tools|configs|examples)\/[\w./-]+\.(?:ts|sh|mjs)\b/g)) {
    if (!existsSync(join(root, file))) faults.push(`there is no ${file}`);
  }
  for (const [, script] of line.matchAll(/\bnpm run ([\w:-]+)/g)) {
    if (scripts[script] === undefined) faults.push(`package.json has no script "${script}"`);
  }
  const [, direct] = /\bnpx aligndet ([a-z][\w-]*)/.exec(line) ?? [];
  const [, script] = /\bnpx tsx (tools\/[\w./-]+\.ts)/.exec(line) ?? [];
  const viaScript = script !== undefined && existsSync(join(root, script)) ? commandOf(script) : undefined;
  const distributed = /\bbash tools\/dist_(train|test)\.sh/.exec(line)?.[1];
  const name = direct ?? viaScript ?? distributed;
  if (name === undefined) return faults;
  const command = commands.find((each) => nameOf(each) === name);
  if (command === undefined) return [...faults, `there is no command "${name}"`];
  const flags = new Set(argumentsOf(command).flags.map((flag) => flag.name));
  for (const [, flag] of line.matchAll(/\s--(?!\s)([\w-]+)/g)) {
    const positive = flag.replace(/^no-/, '');
    if (!flags.has(flag) && !flags.has(positive) && flag !== 'help') faults.push(`${name} has no --${flag}`);
  }
  return faults;
}

describe('code in the documents', () => {
  it('has types that fit', () => {
    const code = blocks.filter(({ language }) => language === 'ts');
    expect(code.length).toBeGreaterThan(5);
    expect(typeErrors(code)).toEqual([]);
  });

  it('is checked unless it says why not', () => {
    const page = (words: string) => `\`\`\`ts${words}\na;\n\`\`\`\n`;
    expect(blocksOf('page.md', page(' excerpt: a is above'))).toEqual([]);
    expect(blocksOf('page.md', page(' excerpt:'))).toHaveLength(1);
  });

  it('names what does not fit', () => {
    const page =
      "# A page\n\n```ts\nimport { train } from 'aligndet';\nconst epochs: string = 3;\n\nawait train(epochs, 1);\n```\n";
    expect(typeErrors(blocksOf('page.md', page))).toEqual([
      "page.md:5: Type 'number' is not assignable to type 'string'.",
      expect.stringMatching(
        /^page\.md:7: Type '1' has no properties in common|^page\.md:7: Argument of type/,
      ),
    ]);
  });
});

describe('command lines in the documents', () => {
  const lines = blocks.filter(({ language }) => /^(bash|sh)$/.test(language)).flatMap(commandLines);

  it.each(lines)('%s: %s', (_position, line) => {
    expect(faultsOf(line)).toEqual([]);
  });

  it.each([
    ['npx aligndet trian a.ts', ['there is no command "trian"']],
    ['npx aligndet train a.ts --sede 3', ['train has no --sede']],
    ['npx tsx tools/train.ts a.ts --sede 3', ['train has no --sede']],
    ['npx tsx tools/none.ts', ['there is no tools/none.ts']],
    ['bash tools/dist_train.sh configs/none.ts 8 --x', ['there is no configs/none.ts', 'train has no --x']],
    ['npm run nothing', ['package.json has no script "nothing"']],
  ])('are found wrong where they are: %s', (line, faults) => {
    expect(faultsOf(line)).toEqual(faults);
  });
});
