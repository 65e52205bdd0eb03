/** @module Backbones of other projects as `backbone.*` of an mmdetection checkpoint, ready for `load_from`. */
import { CheckpointError } from '../../core/portable.js';
import { PyDict, type PyValue } from '../pickle/values.js';
import type { Conversion } from './conversion.js';
import { type FoundBackbone, findBackbones, stateOf } from './find-backbone.js';
import { looksLike } from './looks-like.js';
import { torchvisionNeck } from './torchvision-neck.js';
import { weightNames } from './weight-groups.js';

interface Layout {
  readonly family?: FoundBackbone['family'];
  /** What stands in front of the backbone's names. */
  readonly prefix: RegExp;
  /** A name that other files do not have. */
  readonly mark?: RegExp;
}

/** Layouts that can be asked for. Without one, a backbone is taken wherever it is found. */
const LAYOUTS = {
  moco: { prefix: /(encoder_q|base_encoder)\.(0\.)?$/ },
  pixpro: { prefix: /^(module\.)?encoder\.$/ },
  simsiam: { prefix: /^(module\.)?encoder\.$/, mark: /predictor\./ },
  swav: { prefix: /^(module\.)?$/, mark: /^(module\.)?prototypes/ },
  simmim: { family: 'swin', prefix: /encoder\.$/ },
  swin: { family: 'swin', prefix: /^(module\.)?$/ },
  dino: { prefix: /^(module\.)?backbone\.$/, mark: /^(module\.)?head\./ },
  torchvision: { prefix: /^$/ },
  'torchvision-detector': { prefix: /backbone\.body\.$/ },
} satisfies Record<string, Layout>;

export type BackboneLayout = keyof typeof LAYOUTS;

/**
 * @param layout that the file must have; any that holds a backbone when absent.
 * @throws {CheckpointError} when there is no backbone in the file, and what it looks like.
 */
export function backboneToMmdet(checkpoint: PyValue, layout?: BackboneLayout): Conversion {
  const found = findBackbones(checkpoint).find(
    (candidate) => layout === undefined || isOf(LAYOUTS[layout], candidate),
  );
  if (found === undefined) {
    const names = weightNames(checkpoint);
    const missing =
      layout === undefined
        ? 'No backbone that can be converted is in the file'
        : `Nothing in the file has the layout of ${layout}`;
    throw new CheckpointError(`${missing}: it looks like ${looksLike(names)}.`);
  }
  const converted = [
    ...found.converted.map(([name, value]) => [`backbone.${name}`, value] as const),
    ...torchvisionNeck(found),
  ];
  return {
    checkpoint: new PyDict([['state_dict', stateOf(converted)]]),
    lines: converted.map(([name]) => name),
  };
}

function isOf({ family, prefix, mark }: Layout, found: FoundBackbone): boolean {
  if (family !== undefined && found.family !== family) return false;
  return prefix.test(found.prefix) && (mark === undefined || found.beside.some(([name]) => mark.test(name)));
}
