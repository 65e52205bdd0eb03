/** @module Cases of kind `checkpoint-convert`: the tools of `tools/model_converters`, their output and what they print. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  asRecord,
  bytesOf,
  type OpenCheckpoint,
  PyDict,
  plain,
  readPickle,
  readSafetensors,
  readTorchFile,
  safetensorsName,
} from '../../../aligndet/checkpoint/index.js';
import * as tools from '../../../aligndet/cli/checkpoint/convert.js';
import { compareJson, mismatch } from '../compare.js';
import { type Finding, UnknownCase } from '../handler.js';
import { compareBytes } from './read.js';
import { treeOf } from './tree.js';

/** Key, dtype, shape, and the input tensor with the same bytes (null: see expected.safetensors). */
export type Row = readonly [key: string, dtype: string, shape: readonly number[], source: string | null];

export interface ConvertCase {
  readonly tool: string;
  readonly argv: readonly string[];
  readonly input: string;
  readonly exit_code: number;
  readonly stdout: readonly string[];
  readonly output_files?: readonly string[];
  readonly output_pattern?: string;
  readonly output_format?: string;
  readonly container?: Record<string, unknown>;
  readonly state_dict_type?: string;
  readonly expected?: readonly Row[];
}

type Run = (argv: readonly string[], print: tools.Print) => void | Promise<void>;

/** Positional arguments by position, flags by name. */
const TOOLS: Record<string, Run> = {
  extract_detector_weights: ([checkpoint, output, ...flags], print) =>
    tools.extractCommand({ checkpoint, output, keepHeads: flags.includes('--keep-heads') }, print),
  selfsup2mmdet: ([src, dst, ...flags], print) =>
    tools.selfsupCommand({ src, dst, selfsup: flagValue(flags, '--selfsup') }, print),
  detectron2pytorch: ([src, dst, depth], print) =>
    tools.detectronCommand({ src, dst, depth: Number(depth) }, print),
  'convert_detectron2_to_mmdet_mask-rcnn': ([src, dst], print) =>
    tools.detectron2Command({ src, dst }, print),
  regnet2mmdet: ([src, dst], print) => tools.regnetCommand({ src, dst }, print),
  publish_model: ([src, dst]) => {
    tools.publishCommand({ src, dst });
  },
  upgrade_model_version: ([src, dst, ...flags], print) => {
    const numClasses = flagValue(flags, '--num-classes');
    return tools.upgradeModelCommand(
      { src, dst, ...(numClasses && { numClasses: Number(numClasses) }) },
      print,
    );
  },
  upgrade_ssd_version: ([src, dst]) => tools.upgradeSsdCommand({ src, dst }),
};

export async function runConvert(folder: string, golden: ConvertCase): Promise<Finding[]> {
  const run = TOOLS[golden.tool];
  if (run === undefined) throw new UnknownCase(`no converter is called "${golden.tool}"`);
  const out = mkdtempSync(join(tmpdir(), 'aligndet-convert-'));
  try {
    const lines: string[] = [];
    const [, target, ...flags] = golden.argv;
    const exitCode = await exitCodeOf(() =>
      run([join(folder, golden.input), join(out, target), ...flags], (line) => lines.push(line)),
    );
    const findings = [compareJson('exit_code', exitCode, golden.exit_code)];
    if (exitCode !== 0) return findings;
    const dropped = lines
      .filter((line) => line.endsWith(' is not converted!!'))
      .map((line) => line.split(' ')[0]);
    // The reference stores what it does not convert over the entry before; here it is left out.
    const stdout = golden.stdout.filter((line) => !dropped.some((name) => line.startsWith(`${name} => `)));
    findings.push(compareJson('stdout', lines, stdout), ...fileNames(out, golden));
    if (golden.expected !== undefined && golden.expected.length > 0) {
      findings.push(...compareOutput(folder, out, golden, dropped));
    }
    return findings;
  } finally {
    rmSync(out, { recursive: true });
  }
}

async function exitCodeOf(run: () => void | Promise<void>): Promise<number> {
  try {
    await run();
    return 0;
  } catch {
    return 1;
  }
}

function fileNames(out: string, { output_files: files, output_pattern: pattern }: ConvertCase): Finding[] {
  const names = readdirSync(out);
  if (pattern === undefined) return [compareJson('output_files', names, files ?? [])];
  const digest = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(out, name)))
      .digest('hex');
  const expected = names.map((name) => pattern.replace(/<[^>]*>/, digest(name).slice(0, 8)));
  return [compareJson('output_files', names, expected)];
}

function compareOutput(
  folder: string,
  out: string,
  golden: ConvertCase,
  dropped: readonly string[],
): Finding[] {
  const output = readTorchFile(join(out, readdirSync(out)[0]));
  if (!(output.value instanceof PyDict)) return [mismatch('output', 'is no dict')];
  const state = output.value.get('state_dict') as PyDict;
  return [
    compareJson('output_format', output.format, golden.output_format),
    compareJson('state_dict_type', state.kind, golden.state_dict_type),
    compareJson('container', containerOf(output.value), golden.container),
    ...compareRows(state, golden.expected ?? [], sources(folder, golden), dropped),
  ];
}

/** The other keys, as the cases describe them. */
function containerOf(root: PyDict): Record<string, unknown> {
  return Object.fromEntries(
    [...root].map(([key, value]) => {
      if (key === 'state_dict') return [key, `${(value as PyDict).size} tensors`];
      return [String(key), key === 'optimizer' ? 'kept' : plain(value)];
    }),
  );
}

/** Every row in order: name, type, shape, bytes. A row whose source was dropped keeps its own entry. */
export function compareRows(
  state: Iterable<readonly [unknown, unknown]>,
  rows: readonly Row[],
  source: (name: string | null, key: string) => Uint8Array | undefined,
  dropped: readonly string[] = [],
): Finding[] {
  const entries = [...state].map(([key, value]) => [String(key), asRecord(value)] as const);
  const findings = [
    compareJson(
      'keys',
      entries.map(([key]) => key),
      rows.map(([key]) => key),
    ),
  ];
  const byName = new Map(entries);
  for (const [key, dtype, shape, from] of rows) {
    const record = byName.get(key);
    if (record === undefined) continue;
    if (from !== null && dropped.some((name) => from.endsWith(name))) continue;
    findings.push(compareJson(`${key} type`, [safetensorsName(record.dtype), record.shape], [dtype, shape]));
    const expected = source(from, key);
    findings.push(
      expected === undefined
        ? mismatch(key, 'has no expected bytes')
        : compareBytes(key, bytesOf(record.data), expected),
    );
  }
  return findings;
}

/** Input tensors by dotted path, and the arrays of expected.safetensors by key. */
function sources(
  folder: string,
  { input }: ConvertCase,
): (name: string | null, key: string) => Uint8Array | undefined {
  const path = join(folder, input);
  const isPickle = input.endsWith('.pkl');
  const value: OpenCheckpoint['value'] = isPickle
    ? readPickle(path, { encoding: 'latin1' })
    : readTorchFile(path).value;
  const { arrays } = treeOf(value);
  const isListed = readdirSync(folder).includes('expected.safetensors');
  const listed = isListed ? readSafetensors(join(folder, 'expected.safetensors')) : new Map();
  return (name, key) =>
    (name === null ? listed.has(key) && bytesOf(listed.get(key).data) : arrays.get(name)) || undefined;
}

function flagValue(flags: readonly string[], flag: string): string | undefined {
  const at = flags.indexOf(flag);
  return at < 0 ? undefined : flags[at + 1];
}
