/** @module `aligndet lint`: errors and likely mistakes in configs. */
import { resolve, sep } from 'node:path';
import { type FindingsFormat, type LoadedConfig, lintTools } from '../../config/index.js';
import { rewriteAtomically } from '../../core/index.js';
import { builderFor } from '../../extensions/index.js';
import { print, say } from '../terminal.js';
import { shorten } from './explain.js';

export interface LintFlags {
  /** Files or folders; `configs` when there are none. */
  readonly paths?: readonly string[];
  readonly fix?: boolean;
  readonly json?: boolean;
  readonly format?: FindingsFormat;
}

/** Maximum rounds of fixes; a file with more overlapping fixes needs another run. */
const MAX_ROUNDS = 50;

/** @returns 0 when nothing was found, else 1. */
export async function lintCommand({ paths: given = [], fix, json, format }: LintFlags): Promise<number> {
  const paths = given.length === 0 ? ['configs'] : given;
  const { findConfigs, lintConfigs, fixedTexts, formatFindings } = await lintTools();
  const files = findConfigs(paths);
  let findings = await lintConfigs(files, lintingBuilder);
  const isRefused = new Set<string>();
  const mended = new Set<string>();
  // overlapping fixes are applied in successive rounds
  for (let round = 0; fix && round < MAX_ROUNDS; round++) {
    const own = findings.filter(({ fix }) =>
      fix?.edits.every(({ file }) => isGiven(file, paths) && !isRefused.has(file)),
    );
    if (own.length === 0) break;
    const { texts, refused } = await fixedTexts(own);
    for (const [file, text] of texts) rewriteAtomically(file, [text]);
    for (const file of texts.keys()) mended.add(file);
    for (const [file, reason] of refused) {
      isRefused.add(file);
      say(`${shorten(file)}: not fixed: ${reason.replace(/\.$/, '')}.\n`);
    }
    if (texts.size === 0) break;
    findings = await lintConfigs(files, lintingBuilder);
  }
  for (const file of mended) say(`${shorten(file)}: mended.\n`);
  const chosen = format ?? (json ? 'json' : 'human');
  const text = formatFindings(findings, chosen, shorten);
  if (text !== '') print(`${text}\n`);
  if (chosen === 'human') say(`${files.length} configs, ${findings.length} findings.\n`);
  return findings.length === 0 ? 0 : 1;
}

/** Modules that are left out are told when the config is run. */
const lintingBuilder = (loaded: LoadedConfig) => builderFor(loaded, () => undefined);

/** Bases outside the given paths are reported, not changed. */
function isGiven(file: string, paths: readonly string[]): boolean {
  return paths.map((path) => resolve(path)).some((path) => file === path || file.startsWith(path + sep));
}
