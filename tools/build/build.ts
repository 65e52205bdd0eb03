/** @module `npm run build`: fills `dist/`, which is what the npm package runs. */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { copyAssets, writeNotices } from './assets.js';
import { buildDeclarations } from './declarations.js';
import { buildJavaScript } from './javascript.js';
import { buildTfjs } from './tfjs.js';

const root = resolve(import.meta.dirname, '../..');
const dist = join(root, 'dist');

await step('clean', () => rmSync(dist, { recursive: true, force: true }));
await step('JavaScript', () => buildJavaScript(root, dist));
const bundled = await step('tfjs and its kernels', () => buildTfjs(root, dist));
await step('files beside the code, notices', () => {
  copyAssets(root, dist);
  writeNotices(root, dist, bundled);
});
await step('declarations', () => buildDeclarations(root, dist));

const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).map((file) =>
  statSync(join(dist, file)),
);
const bytes = files.reduce((sum, { size }) => sum + size, 0);
process.stdout.write(
  `${dist}: ${files.filter((file) => file.isFile()).length} files, ${(bytes / 1e6).toFixed(1)} MB\n`,
);

async function step<T>(name: string, run: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await run();
  process.stdout.write(
    `${name.padEnd(32)}${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s\n`,
  );
  return result;
}
