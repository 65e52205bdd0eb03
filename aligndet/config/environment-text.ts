/** @module Fills environment variables into sources, and keeps their values out of messages. */
import { ConfigError } from '../core/index.js';
import { fillEnvironment, hideValues, variablesIn } from './environment.js';
import { readSource, type Texts } from './source-text.js';

/** The text of `file` with `{{$VARIABLE:default}}` replaced, for languages in which they may occur anywhere. */
export async function readFilled(file: string, texts?: Texts): Promise<string> {
  return fillEnvironment(await readSource(file, texts), file);
}

/** Hides values of variables in messages about files; the source of a file shows which variables it uses. */
export async function hiderFor(files: Iterable<string>): Promise<(message: string) => string> {
  const names = new Set<string>();
  for (const file of files) {
    for (const name of variablesIn(await readSource(file).catch(() => ''))) names.add(name);
  }
  return names.size === 0 ? asItIs : (message) => hideValues(message, names);
}

const asItIs = (message: string): string => message;

/** Parsers quote characters of what they cannot read, which may be a piece of a value. */
function withoutExcerpt(message: string): string {
  return message
    .replace(/(not JSON: [^"]*?),? (?:\.\.\.)?"[\s\S]*$/, '$1')
    .replace(/(not YAML: [^\n]*?):?\n[\s\S]*$/, '$1')
    .replace(/(not Python: cannot read) "[^\n]*"/, '$1 this line')
    .replace(/"[^\n]*" (\([a-z ]+\) cannot be evaluated)/, 'this $1');
}

/** An error about `file` without the values of its variables. */
export async function withoutValues(error: unknown, file: string): Promise<unknown> {
  if (!(error instanceof ConfigError)) return error;
  const hideAll = await hiderFor([file]);
  const hide = (message: string) => withoutExcerpt(hideAll(message));
  if (hideAll === asItIs || hide(error.message) === error.message) return error;
  if (error.issues.length === 0) return new ConfigError(hide(error.message));
  return ConfigError.of(error.issues.map((issue) => ({ ...issue, message: hide(issue.message) })));
}
