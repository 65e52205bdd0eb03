/** @module Finds backbones in checkpoints of other projects by their names, under any prefix. */
import { PyDict, type PyValue } from '../pickle/values.js';
import { renameRegnet } from './regnet-to-mmdet.js';
import { convertSwin } from './swin.js';
import { type Entries, weightGroups } from './weight-groups.js';

export interface Family {
  readonly name: 'resnet' | 'swin' | 'regnet' | 'mobilenet' | 'vgg';
  /** A name that every backbone of the family has; the first group is its prefix. */
  readonly anchor: RegExp;
  /** Names that belong to the backbone; heads and queues do not. */
  readonly isOwn: RegExp;
  /** Converts to mmdetection's names, without `backbone.`. */
  readonly convert: (entries: Entries, prefix: string) => Entries;
}

const asTheyAre = (entries: Entries): Entries => entries;

const FAMILIES: readonly Family[] = [
  {
    name: 'resnet',
    anchor: /^(|.*\.)layer1\.0\.conv1\.weight$/,
    isOwn: /^(conv1|bn1|stem|layer\d)\./,
    convert: asTheyAre,
  },
  {
    name: 'swin',
    anchor: /^(|.*\.)layers\.0\.blocks\.0\.attn\.relative_position_bias_table$/,
    isOwn: /^(patch_embed|layers|norm\d*)\.|^absolute_pos_embed$/,
    convert: (entries, prefix) => {
      // Buffers computed from the window size: pre-training often uses another window, so that the index would not fit.
      const left = prefix === '' ? /attn_mask$/ : /(attn_mask|relative_position_index)$/;
      const converted = convertSwin(entries.filter(([name]) => !left.test(name)));
      return [...converted].map(([name, value]) => [name.slice('backbone.'.length), value]);
    },
  },
  {
    name: 'swin',
    anchor: /^(|.*\.)stages\.0\.blocks\.0\.attn\.w_msa\.qkv\.weight$/,
    isOwn: /^(patch_embed|stages|norm\d*)\.|^absolute_pos_embed$/,
    convert: asTheyAre,
  },
  {
    name: 'regnet',
    anchor: /^(|.*\.)s1\.b1\.f\.a\.weight$/,
    isOwn: /^(stem|s\d)\./,
    convert: (entries) => entries.flatMap(([name, value]) => [[renameRegnet(name) ?? name, value] as const]),
  },
  {
    name: 'mobilenet',
    anchor: /^(|.*\.)layer1\.0\.conv\.0\.conv\.weight$/,
    isOwn: /^(conv1|conv2|layer\d)\./,
    convert: asTheyAre,
  },
  {
    name: 'vgg',
    anchor: /^(|.*\.)features\.0\.weight$/,
    isOwn: /^features\.\d+\.(weight|bias)$/,
    convert: asTheyAre,
  },
];

/** Momentum copies of the trained branch. */
const FOLLOWERS = /(encoder_k|momentum|target|ema|_m\b|teacher_ema)/;

export interface FoundBackbone {
  readonly family: Family['name'];
  /** Prefix of its names: `module.encoder_q.`. */
  readonly prefix: string;
  /** mmdetection's names, without `backbone.`. */
  readonly converted: Entries;
  /** All other weights, with their original names. */
  readonly beside: Entries;
}

/** Every backbone in the file, the most likely first. */
export function findBackbones(checkpoint: PyValue): FoundBackbone[] {
  const found = weightGroups(checkpoint).flatMap(({ entries }) =>
    FAMILIES.flatMap((family) => {
      const prefixes = entries.flatMap(([name]) => family.anchor.exec(name)?.[1] ?? []);
      return [...new Set(prefixes)].map((prefix) => backboneBelow(entries, family, prefix));
    }),
  );
  const rank = ({ prefix }: FoundBackbone) => Number(FOLLOWERS.test(prefix));
  return found.sort((a, b) => rank(a) - rank(b));
}

function backboneBelow(
  entries: Entries,
  { name: family, isOwn, convert }: Family,
  prefix: string,
): FoundBackbone {
  const own = entries.flatMap(([name, value]) => {
    const inside = name.slice(prefix.length);
    return name.startsWith(prefix) && isOwn.test(inside) ? [[inside, value] as const] : [];
  });
  return { family, prefix, converted: convert(own, prefix), beside: entries };
}

/** As the dict of a checkpoint. */
export function stateOf(entries: Entries): PyDict {
  return new PyDict(entries, 'OrderedDict');
}
