/**
 * @module `npm run test:package [-- --node 20.19,22,24,26] [--keep] [--only STEP]`: builds and packs the package, judges the tarball,
 * and uses it as somebody would who installs it, in a fresh folder for each version of Node.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { environmentOf, fetchNode } from './node-versions.js';
import { CommandFailed, runIn } from './run-command.js';
import { steps } from './steps.js';
import { judgeTarball } from './tarball.js';

const root = resolve(import.meta.dirname, '../..');
const { values } = parseArgs({
  options: {
    node: { type: 'string', default: '20.19,22,24,26' },
    keep: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'aligndet-package-'));
let failures = 0;
const started = performance.now();

const inRepository = runIn(root, process.env);
await timed('build', () => inRepository('npm', ['run', 'build']));
const tarball = await timed('pack', async () => {
  const output = await inRepository('npm', ['pack', '--json', '--pack-destination', folder]);
  return join(folder, JSON.parse(output.slice(output.indexOf('[')))[0].filename as string);
});
if (tarball !== undefined) {
  await timed('tarball', () => judgeTarball(tarball));
  await timed('publint', () => inRepository('npx', ['publint', tarball, '--strict']));
  // CommonJS gets the same ES modules by require(esm), which each supported Node has
  await timed('are the types wrong', () => inRepository('npx', ['attw', tarball, '--profile', 'esm-only']));
  for (const version of values.node.split(',')) await useWith(version, tarball);
}
if (values.keep) process.stdout.write(`kept: ${folder}\n`);
else rmSync(folder, { recursive: true, force: true });
process.stdout.write(`${failures} failed, ${Math.round((performance.now() - started) / 1000)} s\n`);
process.exitCode = failures === 0 ? 0 : 1;

async function useWith(version: string, file: string): Promise<void> {
  const home = join(folder, `node-${version}`);
  const node = await timed(`Node ${version}`, () => fetchNode(version, home));
  if (node === undefined) return;
  const project = join(home, 'project');
  const context = { root, project, tarball: file, run: runIn(project, environmentOf(node)) };
  for (const { name, run } of steps) {
    if (values.only !== undefined && name !== 'install' && name !== values.only) continue;
    const before = failures;
    await timed(`Node ${version}: ${name}`, () => run(context));
    if (name === 'install' && failures > before) return;
  }
}

/** @returns nothing when the step failed; why is printed. */
async function timed<T>(name: string, run: () => Promise<T>): Promise<T | undefined> {
  const start = performance.now();
  process.stdout.write(`${name.padEnd(44)}`);
  let result: T | undefined;
  let reason = '';
  try {
    result = await run();
  } catch (error) {
    failures += 1;
    reason = error instanceof CommandFailed ? error.message : `  ${(error as Error).message}\n`;
  }
  const seconds = ((performance.now() - start) / 1000).toFixed(1).padStart(6);
  const note =
    typeof result === 'string' && name !== 'build' && !result.includes('\n') && result.length < 60
      ? `  ${result}`
      : '';
  process.stdout.write(`${reason === '' ? 'ok    ' : 'FAILED'} ${seconds} s${note}\n${reason}`);
  return result;
}
