/** @module Backbones inside checkpoints of other projects, found by their own names wherever they lie. */
import { PyDict, type PyValue } from '../pickle/values.js';
import { renameRegnet } from './regnet-to-mmdet.js';
import { convertSwin } from './swin.js';
import { type Entries, weightGroups } from './weight-groups.js';

export interface Family {
  readonly name: 'resnet' | 'swin' | 'regnet' | 'mobilenet' | 'vgg';
  /** A name that each member has; its first group is what stands in front. */
  readonly anchor: RegExp;
  /** Names that belong to the backbone; heads and queues do not. */
  readonly isOwn: RegExp;
  /** To mmdetection's names, without `backbone.`. */
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
      // Pre-training often has another window, whose index would not fit; it follows from the window.
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

/** Copies that move behind the branch that is trained. */
const FOLLOWERS = /(encoder_k|momentum|target|ema|_m\b|teacher_ema)/;

export interface FoundBackbone {
  readonly family: Family['name'];
  /** What stands in front of its names: `module.encoder_q.`. */
  readonly prefix: string;
  /** mmdetection's names, without `backbone.`. */
  readonly converted: Entries;
  /** All weights beside it, with their own names. */
  readonly beside: Entries;
}

/** Every backbone in the file, the likeliest first. */
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

/** As a dict for a checkpoint. */
export function stateOf(entries: Entries): PyDict {
  return new PyDict(entries, 'OrderedDict');
}
