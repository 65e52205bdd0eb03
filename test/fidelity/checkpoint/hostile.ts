/** @module Files that must not be trusted: `hostile/cases.json` says which outcomes are right. */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { PyDict, type PyValue, readTorchFile, type TorchFile } from '../../../aligndet/checkpoint/index.js';
import { CheckpointError } from '../../../aligndet/core/index.js';
import { mismatch } from '../compare.js';
import type { Finding } from '../handler.js';

interface HostileCase {
  readonly name: string;
  readonly file: string;
  /** `refuse`, or several outcomes joined by "or". */
  readonly expect: string;
}

/** A refusal takes at most this long. */
const SLOWEST_MS = 1000;

export function hostileFiles(folder: string): { name: string; path: string }[] {
  return readCases(folder).map(({ name, file }) => ({ name, path: join(folder, file) }));
}

export function runHostile(path: string): Finding[] {
  const golden = readCases(dirname(path)).find(({ file }) => file === basename(path));
  if (golden === undefined) return [mismatch('case', 'is not listed in cases.json')];
  const start = performance.now();
  const outcome = attempt(path);
  const timeMs = performance.now() - start;
  return [
    verdict(golden.expect, outcome),
    timeMs <= SLOWEST_MS ? fine('time') : mismatch('time', `took ${Math.round(timeMs)} ms`),
  ];
}

function readCases(folder: string): HostileCase[] {
  return JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')).cases;
}

type Outcome = { file: TorchFile } | { error: unknown };

function attempt(path: string): Outcome {
  try {
    return { file: readTorchFile(path) };
  } catch (error) {
    return { error };
  }
}

function verdict(expect: string, outcome: Outcome): Finding {
  const reference = expect.split(' or ');
  if ('error' in outcome) {
    if (!(outcome.error instanceof CheckpointError))
      return mismatch('refusal', `is ${String(outcome.error)}`);
    return reference.includes('refuse') ? fine('refusal') : mismatch('refusal', outcome.error.message);
  }
  if (reference.length === 1 && reference[0] === 'refuse') return mismatch('refusal', 'the file was loaded');
  return expect === 'load as plain keys' ? plainKeys(outcome.file.value) : fine('load');
}

/** Keys that JavaScript gives a meaning must be keys and nothing else. */
function plainKeys(value: PyValue): Finding {
  const polluted = (Object.prototype as Record<string, unknown>).polluted !== undefined;
  if (polluted) return mismatch('keys', 'changed the prototype of every object');
  const holds = (dict: PyValue): boolean =>
    dict instanceof PyDict && (dict.has('__proto__') || [...dict].some(([, inner]) => holds(inner)));
  return holds(value) ? fine('keys') : mismatch('keys', 'lack __proto__');
}

function fine(name: string): Finding {
  return { name, share: 0, relativeError: 0 };
}
