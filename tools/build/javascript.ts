/** @module The library's JavaScript: `dist/*.js`, bundled by tsdown so that starting it reads few files. */
import { join } from 'node:path';
import { build, type InlineConfig } from 'tsdown';

/** Modules that something starts with, by their paths below `aligndet/`: the public entries, programs, threads. */
export const ENTRIES = [
  'index',
  'public/checkpoint',
  'public/components',
  'public/config',
  'public/engine',
  'public/evaluation',
  'cli/program',
  'cli/doctor/probe-child',
  'datasets/loader/worker',
  'datasets/proposals/worker',
  'extensions/load-components',
] as const;

/** What `cli/program` imports and the second build makes. */
const QUICK_PRINT = './config/quick-print.js';

const shared = {
  config: false,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  dts: false,
  clean: false,
  hash: false,
  logLevel: 'warn',
  outputOptions: { chunkFileNames: 'chunks/[name].js', keepNames: true }, // classes are told by their names
  outExtensions: () => ({ js: '.js' }),
} satisfies InlineConfig;

/** @param dist the folder that is filled; it mirrors `aligndet/` for the entries. */
export async function buildJavaScript(root: string, dist: string): Promise<void> {
  const library = join(root, 'aligndet');
  await build({
    ...shared,
    cwd: root,
    outDir: dist,
    deps: { neverBundle: [QUICK_PRINT] },
    entry: Object.fromEntries(ENTRIES.map((path) => [path, join(library, `${path}.ts`)])),
  });
  // by itself and without what it does not use, so that it starts within the start of Node
  await build({
    ...shared,
    cwd: root,
    outDir: dist,
    minify: true,
    treeshake: { moduleSideEffects: false },
    entry: { 'cli/config/quick-print': join(library, 'cli/config/quick-print.ts') },
    outputOptions: { chunkFileNames: 'chunks/quick-print/[name].js' },
  });
}
