/** @module `aligndet checkpoint inspect FILE`: a tree of tensors with their sizes and statistics. */
import { type InspectedTensor, type Inspection, inspectCheckpoint } from '../../checkpoint/index.js';
import { print, printLine } from '../terminal.js';

export interface InspectFlags {
  readonly json?: boolean;
  /** Print names and shapes only; read no values. */
  readonly 'no-statistics'?: boolean;
}

/** Maximum length of a printed metadata entry, in characters. */
const LONGEST_META = 200;

export function inspectCommand(file: string, { json = false, ...flags }: InspectFlags): void {
  const inspection = inspectCheckpoint(file, !flags['no-statistics']);
  if (json)
    print(
      `${JSON.stringify(inspection, (_key, value) => (typeof value === 'bigint' ? String(value) : value), 1)}\n`,
    );
  else for (const line of inspectionLines(inspection)) printLine(line);
}

export function inspectionLines(inspection: Inspection): string[] {
  const { path, fileBytes, format, tensors, meta, unknownClasses } = inspection;
  const nans = tensors.reduce((sum, tensor) => sum + (tensor.statistics?.nans ?? 0), 0);
  const infinities = tensors.reduce((sum, tensor) => sum + (tensor.statistics?.infinities ?? 0), 0);
  return [
    `${path}: ${format}, ${sizeText(fileBytes)}, ${tensors.length} tensors`,
    ...(nans + infinities > 0 ? [`WARNING: ${nans} NaN and ${infinities} infinite values`] : []),
    ...(unknownClasses.length > 0 ? [`kept as data, not run: ${unknownClasses.join(', ')}`] : []),
    ...Object.entries(meta).map(([key, value]) => `${key}: ${shortened(value)}`),
    ...branchLines(tensors, '', '', 0),
  ];
}

/** Depth of the tree: longer names are printed unsplit below the last level. */
const DEEPEST = 24;

/** One level of the tree; a branch with one child is joined with it on one line. */
function branchLines(
  tensors: readonly InspectedTensor[],
  prefix: string,
  indent: string,
  level: number,
): string[] {
  if (level === DEEPEST) return tensors.map((tensor) => indent + tensorLine(tensor, prefix));
  const groups = new Map<string, InspectedTensor[]>();
  for (const tensor of tensors) {
    const rest = tensor.path.slice(prefix.length);
    // Subscripts are not split: their keys may contain dots.
    const head = rest.startsWith('[') ? rest : rest.split('.', 1)[0];
    const group = groups.get(head);
    if (group === undefined) groups.set(head, [tensor]);
    else group.push(tensor);
  }
  return [...groups].flatMap(([head, group]) => {
    if (group.length === 1) return [indent + tensorLine(group[0], prefix)];
    const bytes = group.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
    const title = `${indent}${head}  (${group.length} tensors, ${sizeText(bytes)})`;
    return [title, ...branchLines(group, `${prefix}${head}.`, `${indent}  `, level + 1)];
  });
}

function tensorLine({ path, dtype, shape, sharedWith, statistics }: InspectedTensor, prefix: string): string {
  const name = path.slice(prefix.length) || path;
  const shared = sharedWith === undefined ? '' : `  shares memory with ${sharedWith}`;
  if (statistics === undefined) return `${name}  ${dtype} [${shape.join(', ')}]${shared}`;
  const { min, max, mean, std, nans, infinities } = statistics;
  const range =
    min === null
      ? 'no finite value'
      : `${short(min)} to ${short(max)}, mean ${short(mean)}, std ${short(std)}`;
  const odd = [nans > 0 ? `${nans} NaN` : '', infinities > 0 ? `${infinities} infinite` : ''].filter(
    (part) => part !== '',
  );
  return `${name}  ${dtype} [${shape.join(', ')}]  ${[range, ...odd].join(', ')}${shared}`;
}

function short(value: number | null): string {
  return value === null ? '-' : String(Number(value.toPrecision(4)));
}

function shortened(value: unknown): string {
  const text =
    JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? String(item) : item)) ?? 'None';
  return text.length > LONGEST_META ? `${text.slice(0, LONGEST_META)}... (${text.length} characters)` : text;
}

export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power]}`;
}
