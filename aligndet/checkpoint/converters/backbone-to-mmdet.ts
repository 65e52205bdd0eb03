/** @module Backbones of other projects as `backbone.*` of an mmdetection checkpoint, ready for `load_from`. */
import { CheckpointError } from '../../core/index.js';
import { stateEntries, WEIGHT_KEYS } from '../loading/state-entries.js';
import { PyDict, type PyValue } from '../pickle/values.js';
import type { Conversion } from './conversion.js';
import { convertSwin } from './swin.js';

type Entries = readonly (readonly [string, PyValue])[];

interface Layout {
  /** Whether the names are of this layout. */
  readonly isMet: (names: readonly string[]) => boolean;
  /** Names of the backbone as mmdetection has them, without `backbone.`. */
  readonly convert: (entries: Entries) => Entries;
}

/** Classifiers and projection heads: no part of a detector. */
const HEADS = /^(fc|head|projection_head|prototypes|projector|predictor)\b/;

const withoutHeads = (entries: Entries): Entries => entries.filter(([name]) => !HEADS.test(name));

/** Only what is below one of the prefixes, which is taken off. */
const below =
  (...prefixes: string[]) =>
  (entries: Entries): Entries =>
    entries.flatMap(([name, value]) => {
      const prefix = prefixes.find((candidate) => name.startsWith(candidate));
      return prefix === undefined ? [] : [[name.slice(prefix.length), value] as const];
    });

const starts =
  (...prefixes: string[]) =>
  (names: readonly string[]): boolean =>
    prefixes.some((prefix) => names.some((name) => name.startsWith(prefix)));

const swin = (entries: Entries): Entries =>
  [...convertSwin(placeDownsamples(entries))].map(([name, value]) => [name.slice('backbone.'.length), value]);

/** More special layouts first: the first that is met is taken. */
const LAYOUTS = {
  moco: {
    isMet: starts('module.encoder_q.', 'module.base_encoder.'),
    convert: (entries) => withoutHeads(below('module.encoder_q.', 'module.base_encoder.')(entries)),
  },
  pixpro: {
    isMet: starts('module.encoder.'),
    convert: (entries) => withoutHeads(below('module.encoder.')(entries)),
  },
  swav: {
    isMet: (names) => starts('module.prototypes', 'prototypes')(names),
    convert: (entries) =>
      withoutHeads(entries.map(([name, value]) => [name.replace(/^module\./, ''), value])),
  },
  simmim: {
    isMet: starts('encoder.layers.', 'encoder.patch_embed.'),
    // Tables of another window are resized when they are loaded; the index of the old window would not fit.
    convert: (entries) =>
      swin(
        below('encoder.')(entries).filter(
          ([name]) => !/relative_position_index|attn_mask|^mask_token/.test(name),
        ),
      ),
  },
  swin: {
    isMet: starts('layers.0.blocks.'),
    convert: swin,
  },
  torchvision: {
    isMet: starts('layer1.0.conv1.', 'layer1.0.bn1.', 'features.'),
    convert: withoutHeads,
  },
} satisfies Record<string, Layout>;

export type BackboneLayout = keyof typeof LAYOUTS;

/** `timm` keeps torchvision's names for ResNets and the official ones for Swin: both are recognised. */
export const backboneLayouts = Object.keys(LAYOUTS) as BackboneLayout[];

/**
 * @param layout recognised by the names when absent.
 * @throws {CheckpointError} when the layout is unknown, or nothing of it is in the file.
 */
export function backboneToMmdet(checkpoint: PyValue, layout?: BackboneLayout): Conversion {
  const found = stateEntries(checkpoint, WEIGHT_KEYS);
  if (found === undefined) throw new CheckpointError('The checkpoint holds no weights.');
  const names = [...found.entries.keys()];
  const known = layout ?? backboneLayouts.find((candidate) => LAYOUTS[candidate].isMet(names));
  if (known === undefined) {
    throw new CheckpointError(
      `No known layout: names begin with ${names.slice(0, 3).join(', ')}. Known: ${backboneLayouts.join(', ')}.`,
    );
  }
  const converted = LAYOUTS[known].convert([...found.entries]);
  if (converted.length === 0) throw new CheckpointError(`Nothing in the file has the layout of ${known}.`);
  const state = new PyDict(
    converted.map(([name, value]) => [`backbone.${name}`, value]),
    'OrderedDict',
  );
  return {
    checkpoint: new PyDict([['state_dict', state]]),
    lines: converted.map(([name]) => `backbone.${name}`),
  };
}

/** timm (since 0.9) lists the patch merging with the stage behind it, the official code with the one before. */
function placeDownsamples(entries: Entries): Entries {
  const isTimm = entries.some(([name]) => name.startsWith('layers.3.downsample.'));
  if (!isTimm) return entries;
  return entries.map(([name, value]) => [
    name.replace(
      /^layers\.(\d)\.downsample\./,
      (_all, stage: string) => `layers.${Number(stage) - 1}.downsample.`,
    ),
    value,
  ]);
}
