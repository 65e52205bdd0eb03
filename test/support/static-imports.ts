/** @module What a module loads when it is imported: followed through import statements, not through `import()`. */
import { build } from 'esbuild';

export interface StaticImports {
  /** Files of this repository. */
  readonly files: readonly string[];
  /** Packages and `node:` modules by the names that are written in the import. */
  readonly externals: readonly string[];
}

export async function staticImports(entry: string): Promise<StaticImports> {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    write: false,
    metafile: true,
    outdir: 'unused',
    logLevel: 'silent',
  });
  const [files, externals] = [new Set<string>(), new Set<string>()];
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const { path, kind, external } of metafile.inputs[file].imports) {
      if (kind === 'dynamic-import') continue;
      if (external) externals.add(path);
      else waiting.push(path);
    }
  }
  return { files: [...files].sort(), externals: [...externals].sort() };
}
