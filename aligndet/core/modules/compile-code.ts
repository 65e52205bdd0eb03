/** @module Compiles TypeScript and JavaScript files into CommonJS code, one file at a time. */
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Loader, Message, TransformOptions } from 'esbuild';
import { ConfigError } from '../errors.js';

/** Extensions of files that are run as code. */
export const CODE_EXTENSIONS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/**
 * The code of `source`, the content of `file`.
 *
 * @throws {ConfigError} with line and column for a syntax error.
 */
export async function compileCode(
  file: string,
  source: string,
  options: Pick<TransformOptions, 'sourcemap' | 'supported'> = {},
): Promise<{ code: string; map: string }> {
  const { transform } = await import('esbuild');
  const loader: Loader = /\.[mc]?ts$/.test(file) ? 'ts' : 'js';
  try {
    return await transform(source, {
      loader,
      format: 'cjs',
      target: 'node20',
      sourcefile: file.replace(/\.m([jt]s)$/, '.$1'), // esbuild treats default imports in .mts files differently
      define: {
        'import.meta.url': JSON.stringify(pathToFileURL(file).href),
        'import.meta.filename': JSON.stringify(file),
        'import.meta.dirname': JSON.stringify(dirname(file)),
      },
      logLevel: 'silent',
      ...options,
    });
  } catch (error) {
    const [message] = (error as { errors?: Message[] }).errors ?? [];
    if (message === undefined) throw error;
    const { line, column } = message.location ?? { line: 1, column: 0 };
    throw new ConfigError(`${file}:${line}:${column + 1}: ${message.text}`, [], { cause: error });
  }
}

/** Specifiers of the imports that compiled code has. */
export function importsOf(code: string): string[] {
  return [...new Set([...code.matchAll(/\brequire\("([^"]+)"\)/g)].map((match) => match[1]))];
}

/** `file:line:column` in a source, from the stack of an error that its compiled code threw. */
export async function originalPosition(
  error: unknown,
  isCompiled: (file: string) => boolean,
  read: (file: string) => Promise<string>,
): Promise<string | undefined> {
  const stack = String((error as Error)?.stack ?? '');
  for (const [, at, line, column] of stack.matchAll(/\(?((?:\/|[A-Za-z]:)[^()\n]*?):(\d+):(\d+)\)?/g)) {
    if (!isCompiled(at)) continue;
    const { map } = await compileCode(at, await read(at), { sourcemap: 'external' });
    const entry = new SourceMap(JSON.parse(map) as SourceMapPayload).findEntry(
      Number(line) - 1,
      Number(column) - 1,
    );
    return 'originalLine' in entry ? `${at}:${entry.originalLine + 1}:${entry.originalColumn + 1}` : at;
  }
  return undefined;
}
