/** @module mmdetection's upgrade_ssd_version: SSD from before 2.14, whose extra layers were in the backbone. */
import { CheckpointError } from '../../core/portable.js';
import { PyDict, type PyValue } from '../pickle/values.js';
import { type Conversion, namedTensors, rootOf, withStateDict } from './conversion.js';
import type { ModelFacts } from './upgrade-model-version.js';

/** Length of `bbox_head.cls_convs.0`, after which the new layout inserts `.0`. */
const HEAD_LENGTH = 21;

export function upgradeSsdVersion(checkpoint: PyValue, { bboxHead }: ModelFacts): Conversion {
  const root = rootOf(checkpoint);
  if (bboxHead !== 'SSDHead') throw new CheckpointError('This is not a SSD model.');
  const renamed = namedTensors(root, ['state_dict']).map(([name, tensor]) => [rename(name), tensor] as const);
  return { ...withStateDict(root, new PyDict(renamed, 'OrderedDict')), lines: [] };
}

function rename(name: string): string {
  if (name.includes('extra')) {
    const parts = name.split('.');
    const layer = Number(parts[2]);
    return `neck.extra_layers.${Math.floor(layer / 2)}.${layer % 2}.conv.${parts.at(-1)}`;
  }
  if (name.includes('l2_norm')) return 'neck.l2_norm.weight';
  if (!name.includes('bbox_head')) return name;
  return `${name.slice(0, HEAD_LENGTH)}.0${name.slice(HEAD_LENGTH)}`;
}
