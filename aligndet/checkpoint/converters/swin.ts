/** @module Converts official Swin weights to the names of mmdetection's SwinTransformer. */
import { CheckpointError } from '../../core/portable.js';
import type { TensorRecord } from '../../nn/index.js';
import { bytesOf, itemSize, viewAs } from '../dtypes.js';
import { asRecord, stateEntries, WEIGHT_KEYS } from '../loading/state-entries.js';
import { PyDict, type PyValue } from '../pickle/values.js';
import { assertConverted, type Conversion } from './conversion.js';

/** The official code orders the four neighbours of a patch by columns, `unfold` by rows. */
const NEIGHBOURS = [0, 2, 1, 3];

/** A name that neither Swin V2 nor Vision Transformers have. */
const TABLE = /^layers\.0\.blocks\.0\.attn\.relative_position_bias_table$/;

/** @throws {CheckpointError} if the file does not have the official names. */
export function swinToMmdet(checkpoint: PyValue): Conversion {
  const { entries } = stateEntries(checkpoint, WEIGHT_KEYS) ?? { entries: new Map<string, PyValue>() };
  const isSwin = [...entries.keys()].some((name) => TABLE.test(name));
  const state = new PyDict(isSwin ? convertSwin(entries) : [], 'OrderedDict');
  assertConverted(state, checkpoint, 'the official Swin Transformer');
  return { checkpoint: new PyDict([['state_dict', state]]), lines: [...state.keys()].map(String) };
}

/** Every name gets the prefix `backbone.`; the classifier is dropped. */
export function convertSwin(entries: Iterable<readonly [string, PyValue]>): Map<string, PyValue> {
  const converted = new Map<string, PyValue>();
  for (const [name, value] of asOfficial([...entries])) {
    if (name.startsWith('head')) continue;
    converted.set(`backbone.${rename(name)}`, convertValue(name, value));
  }
  return converted;
}

/** timm (since 0.9) assigns the patch merging layer to the following stage, the official code to the preceding one. */
function asOfficial(entries: readonly (readonly [string, PyValue])[]): typeof entries {
  const isTimm = entries.some(([name]) => name.startsWith('layers.3.downsample.'));
  if (!isTimm) return entries;
  const earlier = (_all: string, stage: string) => `layers.${Number(stage) - 1}.downsample.`;
  return entries.map(([name, value]) => [name.replace(/^layers\.(\d)\.downsample\./, earlier), value]);
}

function rename(name: string): string {
  if (name.startsWith('layers')) return renameLayer(name).replace('layers', 'stages');
  return name.startsWith('patch_embed') ? name.replaceAll('proj', 'projection') : name;
}

function renameLayer(name: string): string {
  if (name.includes('attn.')) return name.replaceAll('attn.', 'attn.w_msa.');
  if (!name.includes('mlp.')) return name;
  if (name.includes('mlp.fc1.')) return name.replaceAll('mlp.fc1.', 'ffn.layers.0.0.');
  if (name.includes('mlp.fc2.')) return name.replaceAll('mlp.fc2.', 'ffn.layers.1.');
  return name.replaceAll('mlp.', 'ffn.');
}

function convertValue(name: string, value: PyValue): PyValue {
  const isMerging = name.startsWith('layers') && name.includes('downsample');
  if (!isMerging || name.includes('attn.') || name.includes('mlp.')) return value;
  const record = asRecord(value);
  if (record === undefined || !/reduction\.|norm\./.test(name)) return value;
  return reorderNeighbours(name, record);
}

/** Reshapes the last axis from `[4, C]` to `[C, 4]`, with the four neighbours reordered. */
function reorderNeighbours(name: string, { dtype, shape, data }: TensorRecord): TensorRecord {
  const width = shape.at(-1) ?? 0;
  if (width % 4 !== 0)
    throw new CheckpointError(`${name} has ${width} inputs; patch merging needs a multiple of four.`);
  const channels = width / 4;
  const size = itemSize(dtype);
  const bytes = bytesOf(data);
  const moved = new Uint8Array(bytes.length);
  for (let row = 0; row < bytes.length; row += width * size) {
    for (let to = 0; to < width; to++) {
      const from = NEIGHBOURS[to % 4] * channels + Math.floor(to / 4);
      moved.set(bytes.subarray(row + from * size, row + (from + 1) * size), row + to * size);
    }
  }
  return { dtype, shape, data: viewAs(dtype, moved) };
}
