/** @module The page of `docs/reference` that lists every command with its flags: what `--help` says. */
import { type Argument, argumentsOf, nameOf, placeholderOf, usageOf } from '../arguments/declared.js';
import { EXAMPLES } from '../arguments/examples.js';
import type { Command } from '../command.js';

/** The text of `commands.md`, below its note. */
export function commandsPage(commands: readonly Command[]): string {
  const intro = 'Each is typed after `npx aligndet`. `aligndet COMMAND --help` prints the same.';
  return `${['# Commands', intro, ...commands.map(section)].join('\n\n')}\n`;
}

function section(command: Command): string {
  const { flags, positionals } = argumentsOf(command);
  const shown = flags.filter(({ isHidden }) => !isHidden);
  const usage = `aligndet ${usageOf(command)}${shown.length > 0 ? ' [options]' : ''}`;
  const rows = [
    ...positionals.map((each) => [each.name, remark(each)]),
    ...shown.map((each) => [`--${each.name}${placeholderOf(each)}`, remark(each)]),
  ].map(([name, text]) => `| \`${name}\` | ${text} |`);
  const table = rows.length === 0 ? [] : [['| argument | |', '| --- | --- |', ...rows].join('\n')];
  const examples = (EXAMPLES[nameOf(command)] ?? []).map(([line, about]) => `# ${about}\n${line}`);
  const block = examples.length === 0 ? [] : [`\`\`\`text\n${examples.join('\n')}\n\`\`\``];
  return [`## ${nameOf(command)}`, `${command.describe}.`, `\`${usage}\``, ...table, ...block].join('\n\n');
}

function remark({ describe, choices, isRequired }: Argument): string {
  const among = choices.length > 0 ? ` (${choices.join(', ')})` : '';
  return `${describe}${among}${isRequired ? ' (required)' : ''}`
    .replaceAll('|', '\\|')
    .replaceAll('<', '\\<');
}
