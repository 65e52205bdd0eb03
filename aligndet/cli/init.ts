/** @module `aligndet init FOLDER`: a project to start from, with a config, a component and a test of its own. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import {
  filesBelow,
  isClone,
  makeFolder,
  packageRoot,
  packageVersion,
  shellWord,
  shortList,
  UsageError,
  writeAtomically,
} from '../core/index.js';
import { printLine } from './terminal.js';

/** What a folder may hold and still pass for a new one. */
const UNTOUCHED = ['.git', '.DS_Store'];

/** Names that npm would treat otherwise inside of a package. */
const RENAMED: Readonly<Record<string, string>> = { gitignore: '.gitignore' };

/** Makes the images: few, small and easy, so that a detector learns them in minutes on two cores. */
const DATA =
  'aligndet data synth --out data/digits --train 400 --val 60 --size 160 --classes 0,1 --digits 1,3 --side 40,90 --difficulty 0.1 --overwrite';

/** @returns the exit code. @throws {UsageError} for a folder that holds something. */
export async function initCommand({ folder }: { readonly folder: string }): Promise<number> {
  const target = resolve(folder);
  assertNew(target, folder);
  const name = packageName(basename(target));
  const template = join(packageRoot, 'templates', 'project');
  makeFolder(target);
  for (const path of (await filesBelow(template)).paths) {
    const to = join(target, dirname(path), RENAMED[basename(path)] ?? basename(path));
    makeFolder(dirname(to));
    writeAtomically(to, [readFileSync(join(template, path), 'utf8').replaceAll('{{name}}', name)]);
  }
  writeAtomically(join(target, 'package.json'), [`${JSON.stringify(manifest(name, target), null, 2)}\n`]);
  printLine(`Made ${folder}: a config, a neck, and a test. Next:`);
  printLine('');
  printLine(`  cd ${shellWord(folder)}`);
  printLine('  npm install');
  printLine('  npm test            # trains the neck for a few iterations');
  printLine(
    '  npm run train       # makes images, trains four epochs, evaluates each: some four minutes on two CPU cores',
  );
  return 0;
}

function assertNew(target: string, folder: string): void {
  const stats = statSync(target, { throwIfNoEntry: false });
  if (stats === undefined) return;
  if (!stats.isDirectory()) throw new UsageError(`${folder} is a file. Give the name of a new folder.`);
  const found = readdirSync(target).filter((name) => !UNTOUCHED.includes(name));
  if (found.length === 0) return;
  throw new UsageError(
    `${folder} is not empty: it holds ${shortList(found)}. Nothing was written. Give the name of a new folder.`,
  );
}

/** As npm allows them. */
function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+|-+$/g, '');
  return name === '' || name === 'aligndet' || name === 'node_modules' ? 'my-detector' : name;
}

function manifest(name: string, target: string): object {
  return {
    name,
    version: '0.0.0',
    private: true,
    type: 'module',
    engines: { node: '>=20.19' },
    scripts: {
      data: DATA,
      detect: 'node detect.mjs',
      train: 'npm run --silent data && aligndet train configs/digits.ts --work-dir work_dirs/digits',
      test: 'node --test',
      'test:last': 'aligndet test configs/digits.ts work_dirs/digits/latest.pth --eval bbox segm',
      lint: 'aligndet lint configs',
    },
    dependencies: { aligndet: dependencyOn(target) },
  };
}

/** This version: from the registry, from the tarball that it was installed from, or from this clone. */
function dependencyOn(target: string): string {
  const address = (path: string) => `file:${relative(target, path).replaceAll('\\', '/')}`;
  if (isClone) return address(packageRoot);
  const tarball = installedFrom();
  return tarball === undefined ? `^${packageVersion()}` : address(tarball);
}

/** The tarball that npm notes for this package, when it is still there. */
function installedFrom(): string | undefined {
  const modules = dirname(packageRoot);
  const lock = join(modules, '.package-lock.json');
  if (!existsSync(lock)) return undefined;
  const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as {
    packages?: Record<string, { resolved?: string }>;
  };
  const resolved = packages?.[`node_modules/${basename(packageRoot)}`]?.resolved;
  if (resolved?.startsWith('file:') !== true) return undefined;
  const path = resolve(dirname(modules), resolved.slice('file:'.length));
  return existsSync(path) ? path : undefined;
}
