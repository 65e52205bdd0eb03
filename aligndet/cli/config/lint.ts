/** @module `aligndet lint`: what is wrong, or looks wrong, in configs. */
import { builtinBuilder } from '../../builtins.js';
import { type FindingsFormat, lintTools } from '../../config/index.js';
import { writeAtomically } from '../../core/index.js';
import { print, say } from '../terminal.js';
import { shorten } from './explain.js';

export interface LintFlags {
  /** Files or folders; `configs` when there are none. */
  readonly paths?: readonly string[];
  readonly fix?: boolean;
  readonly json?: boolean;
  readonly format?: FindingsFormat;
}

/** @returns 0 when nothing was found, else 1. */
export async function lintCommand({ paths = [], fix, json, format }: LintFlags): Promise<number> {
  const { findConfigs, lintConfigs, applyFixes, formatFindings } = await lintTools();
  const files = findConfigs(paths.length === 0 ? ['configs'] : paths);
  const builder = builtinBuilder();
  let findings = await lintConfigs(files, builder);
  if (fix && findings.some((finding) => finding.fix !== undefined)) {
    for (const [file, text] of applyFixes(findings)) writeAtomically(file, [text]);
    findings = await lintConfigs(files, builder);
  }
  const chosen = format ?? (json ? 'json' : 'human');
  const text = formatFindings(findings, chosen, shorten);
  if (text !== '') print(`${text}\n`);
  if (chosen === 'human') say(`${files.length} configs, ${findings.length} findings.\n`);
  return findings.length === 0 ? 0 : 1;
}
