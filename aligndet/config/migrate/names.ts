/** @module Names that TypeScript keeps to itself. */

const RESERVED = new Set(
  (
    'arguments await break case catch class const continue debugger default defineConfig delete do else enum eval export ' +
    'extends false finally for function if implements import in instanceof interface let new null package private ' +
    'protected public return static super switch this throw true try typeof undefined var void while with yield ' +
    'Array Object Math Number Infinity NaN'
  ).split(' '),
);

/** A name of Python's as TypeScript may have it. */
export function safeName(name: string): string {
  return RESERVED.has(name) ? `${name}_` : name;
}
