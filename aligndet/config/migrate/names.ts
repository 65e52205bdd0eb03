/** @module Names that TypeScript reserves. */

const RESERVED = new Set(
  (
    'arguments await break case catch class const continue debugger default defineConfig delete do else enum eval export ' +
    'extends false finally for function if implements import in instanceof interface let new null package private ' +
    'protected public return static super switch this throw true try typeof undefined var void while with yield ' +
    'Array Object Math Number Infinity NaN'
  ).split(' '),
);

/** A Python name as a valid TypeScript name. */
export function safeName(name: string): string {
  return RESERVED.has(name) ? `${name}_` : name;
}
