/** @module Converts backbones of other projects to `backbone.*` of an mmdetection checkpoint, ready for `load_from`. */
import { CheckpointError } from '../../core/portable.js';
import { PyDict, type PyValue } from '../pickle/values.js';
import type { Conversion } from './conversion.js';
import { type FoundBackbone, findBackbones, stateOf } from './find-backbone.js';
import { looksLike } from './looks-like.js';
import { torchvisionNeck } from './torchvision-neck.js';
import { weightNames } from './weight-groups.js';

interface Layout {
  readonly family?: FoundBackbone['family'];
  /** Prefix of the backbone's names. */
  readonly prefix: RegExp;
  /** A name that identifies the layout. */
  readonly mark?: RegExp;
}

/** Layouts that can be requested. By default a backbone is accepted wherever it is found. */
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
 * @param layout required layout of the file; by default any that contains a backbone.
 * @throws {CheckpointError} if the file has no backbone; the message says what it looks like.
 */
export function backboneToMmdet(checkpoint: PyValue, layout?: BackboneLayout): Conversion {
  const found = findBackbones(checkpoint).find(
    (candidate) => layout === undefined || isOf(LAYOUTS[layout], candidate),
  );
  if (found === undefined) {
    const names = weightNames(checkpoint);
    const missing =
      layout === undefined
        ? 'The file contains no backbone that can be converted'
        : `The file does not have the layout of ${layout}`;
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
