/**
 * @module Compiles every `*.assembly.ts` to the WebAssembly beside it. The compiler is fetched when somebody changes one:
 * it takes 100 MB, and what it makes is part of the repository.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

const COMPILER = 'assemblyscript@0.28.20';
const SUFFIX = '.assembly.ts';
/** No allocator, no checks that would need a host. */
const OPTIONS = ['--runtime', 'stub', '--enable', 'simd', '-O3', '--noAssert', '--use', 'abort='];

const root = resolve(import.meta.dirname, '../..');
const product = join(root, 'aligndet');
for (const file of readdirSync(product, { recursive: true, encoding: 'utf8' })) {
  if (!file.endsWith(SUFFIX)) continue;
  const source = join(product, file);
  const target = `${source.slice(0, -SUFFIX.length)}.wasm`;
  const args = ['--yes', '--package', COMPILER, 'asc', source, '--outFile', target];
  execFileSync('npx', [...args, ...OPTIONS, '--initialMemory', '1'], { cwd: root, stdio: 'inherit' });
}
