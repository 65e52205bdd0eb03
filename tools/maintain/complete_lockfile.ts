/**
 * Completes `package-lock.json`: `npx tsx tools/maintain/complete_lockfile.ts`.
 *
 * `npm install` drops the optional packages of other platforms where the registry at hand does not have them, and
 * `npm ci` then refuses the lockfile on those platforms. What was dropped comes back as it was committed, with its
 * hash; a version that was never committed gets its entry without one, which npm fills in where it can.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly cpu?: readonly string[];
  readonly os?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/** An optional dependency that a package names and the lockfile lacks. */
export interface Gap {
  /** Key of the package that names it. */
  readonly parent: string;
  readonly name: string;
  readonly version: string;
}

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = [
  'arm',
  'arm64',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
];

/** The project's own optional dependencies aside: npm keeps those. */
export function gapsOf({ packages }: Lockfile): Gap[] {
  return Object.entries(packages).flatMap(([parent, { optionalDependencies = {} }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => parent !== '' && !isLocked(packages, parent, name))
      .map(([name, version]) => ({ parent, name, version })),
  );
}

/** Whether a package that `parent` names has an entry: in its own folder, or in one above. */
function isLocked(packages: Lockfile['packages'], parent: string, name: string): boolean {
  for (let folder = `${parent}/`; ; folder = folder.slice(0, folder.lastIndexOf('node_modules/'))) {
    if (`${folder}node_modules/${name}` in packages) return true;
    if (folder === '') return false;
  }
}

/** @param committed the lockfile before npm dropped entries. */
export function completed(lock: Lockfile, committed: Lockfile): Lockfile {
  const added = gapsOf(lock).map((gap): [string, LockedPackage] => {
    const key = `node_modules/${gap.name}`;
    const known = committed.packages[key];
    return [key, known?.version === gap.version ? known : entryOf(gap, lock.packages[gap.parent])];
  });
  const packages = Object.entries({ ...lock.packages, ...Object.fromEntries(added) });
  packages.sort(([a], [b]) => (a < b ? -1 : 1)); // keys are unique
  return { ...lock, packages: Object.fromEntries(packages) };
}

/** The platform is read off the name, as these packages are named: `@esbuild/linux-arm64`. */
function entryOf({ name, version }: Gap, { dev, license }: LockedPackage): LockedPackage {
  const words = name.split(/[/-]/);
  const os = words.map((word) => word.replace(/^linuxmusl$/, 'linux')).find((word) => SYSTEMS.includes(word));
  const cpu = words.find((word) => PROCESSORS.includes(word));
  return {
    version,
    ...(cpu !== undefined && { cpu: [cpu] }),
    ...(dev && { dev }),
    ...libcOf(os, words),
    ...(license !== undefined && { license }),
    optional: true,
    ...(os !== undefined && { os: [os] }),
  } as LockedPackage;
}

function libcOf(os: string | undefined, words: readonly string[]): { libc?: readonly string[] } {
  if (os !== 'linux') return {};
  if (words.some((word) => word.includes('musl'))) return { libc: ['musl'] };
  return words.some((word) => word.startsWith('gnu')) ? { libc: ['glibc'] } : {};
}

const isRun = import.meta.url === pathToFileURL(process.argv[1] ?? '').href;
if (isRun) {
  const file = resolve(import.meta.dirname, '../../package-lock.json');
  const lock: Lockfile = JSON.parse(readFileSync(file, 'utf8'));
  const committed = execFileSync('git', ['show', 'HEAD:package-lock.json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  writeFileSync(file, `${JSON.stringify(completed(lock, JSON.parse(committed)), null, 2)}\n`);
  for (const { parent, name, version } of gapsOf(lock)) console.log(`${parent}: ${name} ${version}`);
}
