/**
 * @module Environment variables in configs: `{{$VARIABLE:default}}`, as in mmengine and mmcv 1.7. It is replaced in
 * the text of Python, JSON and YAML, so that it may stand for a number too, and in the strings of TypeScript.
 *
 * Values may be secrets: no message shows one.
 */
import { ConfigError } from '../core/index.js';

/** Quotes inside the braces belong to it, others stay: `n = {{'$N:80'}}` is a number. */
const PLACEHOLDER = /\{\{['"]?\s*\$(\w+)\s*(?::\s*(\S*?)\s*)?['"]?\}\}/g;
const BEGINNING = /\{\{['"]?\s*\$(\w*)/;

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `text` with its placeholders replaced. An empty variable counts as unset.
 *
 * @param file name of the source in errors.
 * @throws {ConfigError} for a variable that is not set and has no default, and for a placeholder that cannot be read.
 */
export function fillEnvironment(text: string, file: string, environment: Environment = process.env): string {
  if (!text.includes('{{')) return text;
  const filled = text.replace(PLACEHOLDER, (_, name: string, fallback: string | undefined, at: number) => {
    const value = environment[name] || fallback;
    if (value) return value;
    throw new ConfigError(`${file}:${locationIn(text, at)}: ${missingMessage(name)}`);
  });
  const wrong = BEGINNING.exec(text.replace(PLACEHOLDER, (found) => ' '.repeat(found.length)));
  if (wrong !== null)
    throw new ConfigError(`${file}:${locationIn(text, wrong.index)}: ${unreadable(wrong[1])}`);
  return filled;
}

/** Like {@link fillEnvironment}, for one string of a config. */
export function fillString(text: string, path: string, environment: Environment = process.env): string {
  try {
    return fillEnvironment(text, '', environment);
  } catch (error) {
    const message = (error as Error).message.replace(/^:\d+:\d+: /, '');
    throw ConfigError.of([{ path, message }]);
  }
}

/** Variables that `text` refers to. */
export function variablesIn(text: string): string[] {
  return [...new Set([...text.matchAll(PLACEHOLDER)].map(([, name]) => name))];
}

/** `text` with the names of variables in place of their values. */
export function withNames(text: string): string {
  return text.replace(PLACEHOLDER, (_, name: string) => `<$${name}>`);
}

/** A shorter value is hidden only where it is a whole quoted string: elsewhere it may be any word. */
const SHORT = 6;

/** A message without the values of variables. */
export function hideValues(
  message: string,
  names: Iterable<string>,
  environment: Environment = process.env,
): string {
  let hidden = message;
  for (const name of names) {
    const value = environment[name];
    if (!value) continue;
    const shown = `{{$${name}}}`;
    for (const quote of ['"', "'"]) hidden = hidden.replaceAll(quote + value + quote, quote + shown + quote);
    if (value.length >= SHORT) hidden = hidden.replaceAll(value, shown);
  }
  return hidden;
}

function missingMessage(name: string): string {
  return `the environment variable ${name} is not set, and {{$${name}}} has no default. Set it, or write {{$${name}:DEFAULT}}.`;
}

function unreadable(name: string): string {
  const variable = name === '' ? 'VARIABLE' : name;
  return `invalid placeholder. Expected {{$${variable}:DEFAULT}}, with a default without spaces.`;
}

function locationIn(text: string, at: number): string {
  const lines = text.slice(0, at).split('\n');
  return `${lines.length}:${(lines.at(-1) as string).length + 1}`;
}
