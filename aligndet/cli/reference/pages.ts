/**
 * @module The pages of `docs/reference`: every component with its options, from the schemas and their descriptions.
 */
import { configJsonSchema, type JsonSchema } from '../../config/index.js';
import type { Builder } from '../../core/index.js';
import type { Command } from '../command.js';
import { commandsPage } from './commands-page.js';
import type { OptionDocs } from './option-docs.js';
import { code, typeText } from './type-text.js';

/** First line of every generated page: marks the pages that may be overwritten. */
export const NOTE = '<!-- Written by `npx aligndet reference`. Change the schemas, not this page. -->';

/** Every page by its name. */
export function referencePages(
  builder: Builder,
  docs: OptionDocs,
  commands: readonly Command[],
): Map<string, string> {
  const options = new Map<string, JsonSchema>();
  const schema = configJsonSchema(builder, (slot, type, own) => {
    docs.describe(slot, type, own);
    options.set(`${slot}.${type}`, structuredClone(own));
  });
  const pages = new Map<string, string>([
    ['README.md', indexPage(builder)],
    ['commands.md', `${NOTE}\n\n${commandsPage(commands)}`],
    ['config.md', configPage(options.get('run.Run') as JsonSchema)],
    ['config.schema.json', schemaText(schema)],
  ]);
  for (const registry of builder.registries()) {
    const components = registry.components().map(({ type, build }) => {
      const own = options.get(`${registry.slot}.${type}`) as JsonSchema;
      return component(type, build !== undefined, own, docs.source(registry.slot, type));
    });
    pages.set(`${registry.slot}.md`, `${[NOTE, `# ${registry.slot}`, ...components].join('\n\n')}\n`);
  }
  return pages;
}

function indexPage(builder: Builder): string {
  const lines = builder.registries().map((registry) => {
    const components = registry.components();
    const declared = components.filter(({ build }) => build === undefined).length;
    return `| [${registry.slot}](${registry.slot}.md) | ${components.length - declared} | ${declared} | ${components.map(({ type }) => type).join(', ')} |`;
  });
  const about = `What a config may hold: [the keys of a run](config.md), and by slot the components that \`type\` may name; and
[every command](commands.md). Components that are declared are checked in configs, but not implemented yet.
For editors of \`.json\` configs: [config.schema.json](config.schema.json).`;
  const head = '| slot | built | declared | components |\n| --- | --- | --- | --- |';
  return `${NOTE}\n\n# Reference\n\n${about}\n\n${head}\n${lines.join('\n')}\n`;
}

function configPage(run: JsonSchema): string {
  return `${NOTE}\n\n# Keys of a run\n\n${table(run)}\n`;
}

function component(
  type: string,
  isBuilt: boolean,
  options: JsonSchema,
  source: { file: string; note: string } | undefined,
): string {
  const state = isBuilt ? '' : '**Declared, not implemented yet.** ';
  const note = source === undefined ? '' : `${source.note} ([source](../../${source.file}))`;
  const rows = Object.keys(options.properties ?? {}).length === 0 ? 'No options.' : table(options);
  return [`## ${type}`, `${state}${note}`.trim(), rows].filter((part) => part !== '').join('\n\n');
}

function table(options: JsonSchema): string {
  const rows = rowsOf(options, '').map((cells) => `| ${cells.map(cell).join(' | ')} |`);
  return ['| option | type | default | |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** One row per option; options of an option that is an object follow it. */
function rowsOf(schema: JsonSchema, prefix: string): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, option]) => {
    const isRequired = schema.required?.includes(key) === true;
    const usual = option.default === undefined ? (isRequired ? 'required' : '') : code(option.default);
    const row = [`\`${prefix}${key}\``, typeText(option), usual, option.description ?? ''];
    return [row, ...rowsOf(onlyObject(option), `${prefix}${key}.`)];
  });
}

/** The object in an option that is one, or one or null. */
function onlyObject(option: JsonSchema): JsonSchema {
  const choices = (option.anyOf ?? option.oneOf ?? [option]).filter(({ type }) => type !== 'null');
  return choices.length === 1 ? choices[0] : {};
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** One definition per line, for readable diffs. */
function schemaText({ $defs = {}, ...rest }: JsonSchema): string {
  const defs = Object.entries($defs).map(([name, def]) => `${JSON.stringify(name)}:${JSON.stringify(def)}`);
  const head = JSON.stringify(rest).slice(0, -1);
  return `${head},"$defs":{\n${defs.join(',\n')}\n}}\n`;
}
