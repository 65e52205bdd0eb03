/**
 * @module What Node has and a browser lacks. No import statement names it, so that code which only sometimes needs a file
 * or a faster checksum loads in a browser, and bundlers find nothing to resolve.
 */

type Builtins = {
  'node:buffer': typeof import('node:buffer');
  'node:crypto': typeof import('node:crypto');
  'node:fs': typeof import('node:fs');
  'node:v8': typeof import('node:v8');
  'node:zlib': typeof import('node:zlib');
};

/** A built-in module of Node; `undefined` in a browser. */
export function nodeModule<Name extends keyof Builtins>(name: Name): Builtins[Name] | undefined {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => unknown } };
  return process?.getBuiltinModule?.(name) as Builtins[Name] | undefined;
}
