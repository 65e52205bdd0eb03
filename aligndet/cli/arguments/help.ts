/** @module `--help`: wrapped at words, to the width of the terminal, with examples. */
import type { Command } from '../command.js';
import { type Argument, argumentsOf, nameOf, placeholderOf, usageOf } from './declared.js';
import { EXAMPLES } from './examples.js';

/** Width of the column of names; a longer name gets its own line. */
const NAME_WIDTH = 24;
const MIN_WIDTH = 40;
const MAX_WIDTH = 110;

/** Width to wrap at: the terminal's, within readable limits. */
export function helpWidth(columns: number | undefined = process.stdout.columns): number {
  return Math.min(MAX_WIDTH, Math.max(MIN_WIDTH, columns || MAX_WIDTH));
}

/** Help of the whole program. */
export function overviewText(commands: readonly Command[], width: number): string {
  return [
    'aligndet <command> [arguments]',
    '',
    'Commands:',
    ...commands.flatMap((command) => row(nameOf(command), command.describe, width)),
    '',
    'Options:',
    ...row('-h, --help', 'Show this, or the help of a command: aligndet train --help', width),
    ...row('--version', 'Show the version', width),
    '',
  ].join('\n');
}

/** Help of one command. */
export function helpText(command: Command, width: number): string {
  const { flags, positionals } = argumentsOf(command);
  const shown = flags.filter(({ isHidden }) => !isHidden);
  const examples = EXAMPLES[nameOf(command)] ?? [];
  return [
    ...wrapped(`aligndet ${usageOf(command)}${shown.length > 0 ? ' [options]' : ''}`, width),
    '',
    ...wrapped(command.describe, width),
    ...section(
      'Arguments',
      positionals.flatMap((each) => row(each.name, remark(each), width)),
    ),
    ...section('Options', [
      ...shown.flatMap((each) => row(`--${each.name}${placeholderOf(each)}`, remark(each), width)),
      ...row('-h, --help', 'Show this', width),
    ]),
    ...section(
      'Examples',
      examples.flatMap(([line, about]) =>
        [...wrapped(`# ${about}`, width - 2), line].map((text) => `  ${text}`),
      ),
    ),
    '',
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines];
}

function remark({ describe, choices, isRequired }: Argument): string {
  const among = choices.length > 0 ? ` (${choices.join(', ')})` : '';
  return `${describe}${among}${isRequired ? ' (required)' : ''}`;
}

function row(name: string, text: string, width: number): string[] {
  const indent = ' '.repeat(NAME_WIDTH + 2);
  const [first = '', ...rest] = wrapped(text, width - indent.length);
  const isLong = name.length > NAME_WIDTH - 2;
  const head = isLong ? [`  ${name}`, `${indent}${first}`] : [`  ${name.padEnd(NAME_WIDTH)}${first}`];
  return [...head, ...rest.map((line) => `${indent}${line}`)].map((line) => line.trimEnd());
}

/** Wraps at words; a word that is longer than a line gets its own line. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
