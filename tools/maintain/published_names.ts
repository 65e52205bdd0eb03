/**
 * Writes the lists in `aligndet/config/published/`: what mmdetection and its relatives publish, by name.
 *
 *     npx tsx tools/maintain/published_names.ts mmdetection=FOLDER mmcv=FOLDER ...
 *
 * A folder is an unpacked wheel (`pip download --no-deps PACKAGE`) or a checkout; a publisher may come several times,
 * and
 * of several that have a name the first counts. Nothing is run: names are read off the calls that register
 * components,
 * option names off their signatures and off the configs in the folder.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const FOLDER = 'aligndet/config/published';
const NOTE = 'facts, written by `tools/maintain/published_names.ts`';
const WIDTH = 134;

/** What one source file publishes. */
export interface Published {
  readonly components: ReadonlySet<string>;
  readonly options: ReadonlySet<string>;
}

export function publishedIn(source: string, isConfig: boolean): Published {
  const [components, options] = [new Set<string>(), new Set<string>()];
  if (isConfig) {
    for (const [, name] of source.matchAll(/\btype=['"]([A-Z]\w*)['"]/g)) components.add(name);
    for (const [, a, b] of source.matchAll(/\b([a-z_]\w*)\s*=(?!=)|['"]([a-z_]\w*)['"]\s*:/g))
      options.add(a ?? b);
    return { components, options };
  }
  for (const name of registeredIn(source)) {
    components.add(name);
    const policy = /^(\w+)LrUpdaterHook$/.exec(name)?.[1];
    if (policy !== undefined) components.add(policy);
  }
  if (components.size > 0) for (const name of parametersIn(source)) options.add(name);
  return { components, options };
}

function* registeredIn(source: string): Generator<string> {
  const decorated = /@[\w.]+\.register_module\(([^)]*)\)\s*(?:@[^\n]*\n\s*)*(?:class|def)\s+(\w+)/g;
  for (const [, given, name] of source.matchAll(decorated)) {
    yield name;
    yield* stringsIn(given);
  }
  for (const [, given] of source.matchAll(/^\s*\w+\.register_module\(([^)]*)\)/gm)) {
    yield* stringsIn(given);
    const module = /module=(?:\w+\.)*([A-Z]\w*)/.exec(given)?.[1];
    if (module !== undefined) yield module;
  }
  for (const [, list] of source.matchAll(/for module in \[([^\]]*)\]/g)) {
    for (const [, name] of list.matchAll(/nn\.(\w+)/g)) yield name;
  }
  for (const [, name] of source.matchAll(/^class (\w+)\(Optimizer\)/gm)) yield name;
}

function* stringsIn(text: string): Generator<string> {
  for (const [, name] of text.matchAll(/['"]([\w.]+)['"]/g)) yield name;
}

/** Names of what constructors and registered functions take. */
function* parametersIn(source: string): Generator<string> {
  for (const { index } of source.matchAll(/def __init__\(/g)) {
    let [depth, at] = [1, index + 'def __init__('.length];
    const start = at;
    for (; depth > 0 && at < source.length; at++) {
      if ('([{'.includes(source[at])) depth++;
      else if (')]}'.includes(source[at])) depth--;
    }
    const flat = withoutBrackets(source.slice(start, at - 1).replaceAll(/#[^\n]*/g, ''));
    for (const parameter of flat.split(',')) {
      const name = /^\s*([a-z_]\w*)/.exec(parameter)?.[1];
      if (name !== undefined && name !== 'self') yield name;
    }
  }
}

function withoutBrackets(text: string): string {
  const less = text.replaceAll(/\([^()]*\)|\[[^[\]]*\]|\{[^{}]*\}/g, '');
  return less === text ? text : withoutBrackets(less);
}

function* sourcesIn(folder: string): Generator<{ path: string; text: string }> {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!name.endsWith('.py') || /(^|[\\/])(tests?|testing)[\\/]/.test(name)) continue;
    yield { path: name, text: readFileSync(join(folder, name), 'utf8') };
  }
}

function collect(sources: readonly (readonly [publisher: string, folder: string])[]) {
  const components = new Map<string, string>();
  const options = new Set<string>();
  for (const wantsConfigs of [false, true]) {
    for (const [publisher, folder] of sources) {
      for (const { path, text } of sourcesIn(folder)) {
        const isConfig = /(^|[\\/])configs[\\/]/.test(path);
        if (isConfig !== wantsConfigs) continue;
        const published = publishedIn(text, isConfig);
        for (const name of published.components) {
          if (!components.has(name)) components.set(name, publisher);
        }
        for (const name of published.options) if (name.length > 1) options.add(name);
      }
    }
  }
  return { components, options };
}

/** Lines of words, in a template literal. */
function block(words: Iterable<string>): string {
  const lines: string[] = [''];
  for (const word of [...words].sort()) {
    const last = lines.length - 1;
    if (lines[last].length + word.length >= WIDTH) lines.push(word);
    else lines[last] += lines[last] === '' ? word : ` ${word}`;
  }
  return `\`\n${lines.map((line) => `  ${line}\n`).join('')}\``;
}

function main(words: readonly string[]): void {
  const sources = words.map((word) => word.split('=') as [string, string]);
  const { components, options } = collect(sources);
  const publishers = [...new Set(sources.map(([publisher]) => publisher))];
  const entries = publishers.map((publisher) => {
    const names = [...components].filter(([, by]) => by === publisher).map(([name]) => name);
    return `  ${/^\w+$/.test(publisher) ? publisher : `'${publisher}'`}: ${block(names)},\n`;
  });
  writeFileSync(
    join(FOLDER, 'component-names.ts'),
    `/** @module Components that mmdetection and related projects publish, by who does first: ${NOTE}. */
export const COMPONENTS: Readonly<Record<string, string>> = {
${entries.join('')}};
`,
  );
  writeFileSync(
    join(FOLDER, 'option-names.ts'),
    `/** @module Options of the components, and keys of the configs, of mmdetection and its relatives: ${NOTE}. */
export const OPTIONS = ${block(options)};
`,
  );
  process.stdout.write(`${components.size} components, ${options.size} options.\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) main(process.argv.slice(2));
