/**
 * @module `print-config` within the start of Node itself: its code is bundled once into the user's cache folder, and again
 * when one of its sources changes. Whatever the bundle does not handle is left to the whole command line.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const ENTRY = resolve(import.meta.dirname, '../aligndet/cli/config/quick-print.ts');

/** The one module that looks at its own address, which the bundle must not change. */
const ADDRESSED = resolve(import.meta.dirname, '../aligndet/core/package-files.ts');

/**
 * @param {readonly string[]} argv words after the program's name
 * @returns {Promise<boolean>} whether everything is done
 */
export async function quickly([command, ...rest]) {
  if (command !== 'print-config') return false;
  const folder = join(
    cacheFolder(),
    'bundles',
    createHash('sha256').update(ENTRY).digest('hex').slice(0, 16),
  );
  if (!isFresh(folder)) {
    // the whole command runs this time; the bundle is for the next
    process.once('beforeExit', () => void bundle(folder).catch(() => {}));
    return false;
  }
  const { printQuickly } = await import(pathToFileURL(join(folder, 'quick-print.mjs')).href);
  return printQuickly(rest);
}

/** As in aligndet/core/cache-folder.ts, which only runs with a loader. */
function cacheFolder() {
  const { ALIGNDET_CACHE: own, XDG_CACHE_HOME: xdg } = process.env;
  if (own) return resolve(own);
  if (xdg) return join(resolve(xdg), 'aligndet');
  return join(homedir(), process.platform === 'darwin' ? 'Library/Caches' : '.cache', 'aligndet');
}

function isFresh(folder) {
  try {
    const inputs = JSON.parse(readFileSync(join(folder, 'inputs.json'), 'utf8'));
    return inputs.every(({ path, mtimeMs, size }) => {
      const stats = statSync(path);
      return stats.mtimeMs === mtimeMs && stats.size === size;
    });
  } catch {
    return false;
  }
}

async function bundle(folder) {
  const { build } = await import('esbuild');
  const { outputFiles, metafile } = await build({
    entryPoints: [ENTRY],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    minify: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
    define: { 'import.meta.url': JSON.stringify(pathToFileURL(ADDRESSED).href) },
    plugins: [onlyWhatIsNeeded],
  });
  const own = Object.keys(metafile.inputs).filter((input) => !input.includes('node_modules'));
  const inputs = own.map((input) => {
    const path = resolve(input);
    const { mtimeMs, size } = statSync(path);
    return { path, mtimeMs, size };
  });
  mkdirSync(folder, { recursive: true });
  replace(join(folder, 'quick-print.mjs'), outputFiles[0].contents);
  replace(join(folder, 'inputs.json'), JSON.stringify(inputs));
}

/** Modules of this project do nothing when imported, so unused ones can go; what is imported on demand stays out. */
const onlyWhatIsNeeded = {
  name: 'only-what-is-needed',
  setup(esbuild) {
    esbuild.onResolve({ filter: /.*/ }, async ({ path, kind, importer, resolveDir, pluginData }) => {
      if (pluginData === 'resolving' || kind === 'entry-point') return undefined;
      if (kind === 'dynamic-import') return { path: `not-bundled:${path}`, external: true };
      const found = await esbuild.resolve(path, { kind, importer, resolveDir, pluginData: 'resolving' });
      return { ...found, sideEffects: false };
    });
  },
};

function replace(path, content) {
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}
