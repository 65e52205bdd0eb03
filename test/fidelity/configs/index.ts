/**
 * @module Golden configs: what mmcv resolves them to, how files inherit, what `--cfg-options` does.
 *
 * The Python sources of `plain/` and `mmdet/` come with the reference: with `ALIGNDET_REFERENCE` (AlignDet's `configs/`)
 * and `ALIGNDET_MMDET_CONFIGS` (mmdet's) set, every file of these folders is read as well.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type FidelityHandler, type Finding, type GoldenCase, UnknownCase } from '../handler.js';
import { readJson } from '../read-case.js';
import { runInheritance } from './inheritance.js';
import { runCommandLine, runOverride } from './overrides.js';
import { runPlain, runResolved, runResolvedFromPlain } from './resolved.js';

const FAMILY = 'configs';
/** Files that describe the others. */
const LISTS = new Set(['index.json', 'py-types.json', 'python-syntax.json', 'cfg-options.json']);

/** What runs a case, by the folder it lies in; the first that fits. */
const KINDS: readonly [prefix: string, run: (folder: string, name: string) => Promise<Finding[]>][] = [
  ['inheritance/', runInheritance],
  ['cfg-options/', runOverride],
  ['command-lines/', runCommandLine],
  ['mmdet/resolved/', runResolvedFromPlain],
  ['mmdet/plain/', (folder, name) => runPlain(folder, name, process.env.ALIGNDET_MMDET_CONFIGS)],
  ['plain/', (folder, name) => runPlain(folder, name, process.env.ALIGNDET_REFERENCE)],
  ['', runResolved],
];

export const configsHandler: FidelityHandler = {
  family: FAMILY,

  async find(folder) {
    const named = (name: string): GoldenCase => ({
      name: `${FAMILY}/${name}`,
      family: FAMILY,
      path: join(folder, name),
    });
    const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile() && entry.name.endsWith('.json'))
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .sort();
    const inheritance = files.filter((file) => /^inheritance\/[^/]+\/case\.json$/.test(file));
    const configs = files.filter(
      (file) => !file.startsWith('inheritance/') && !LISTS.has(file.split('/').at(-1)!),
    );
    return [
      ...configs.filter(hasSource).map((file) => named(file.replace(/\.json$/, ''))),
      ...inheritance.map((file) => named(file.replace(/\/case\.json$/, ''))),
      ...(await optionCases(folder)).map(named),
    ];
  },

  async run({ name, path }) {
    const inner = name.slice(FAMILY.length + 1);
    const kind = KINDS.find(([prefix]) => inner.startsWith(prefix));
    if (kind === undefined) throw new UnknownCase(`no kind of config case: ${name}`);
    const [, run] = kind;
    return run(path.slice(0, -inner.length), inner);
  },
};

/** Files that only say what a Python source holds are cases where that source is at hand. */
function hasSource(file: string): boolean {
  if (file.startsWith('plain/')) return process.env.ALIGNDET_REFERENCE !== undefined;
  return !file.startsWith('mmdet/plain/') || process.env.ALIGNDET_MMDET_CONFIGS !== undefined;
}

async function optionCases(folder: string): Promise<string[]> {
  const file = join(folder, 'cfg-options.json');
  if (!existsSync(file)) return [];
  const { cases, command_lines: lines = [] } = (await readJson(file)) as {
    cases: unknown[];
    command_lines?: unknown[];
  };
  return [...cases.map((_, i) => `cfg-options/${i}`), ...lines.map((_, i) => `command-lines/${i}`)];
}
