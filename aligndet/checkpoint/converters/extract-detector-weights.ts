/** @module AlignDet's extract_detector_weights: the detector out of a pre-training checkpoint. */
import { CheckpointError } from '../../core/portable.js';
import { PyDict, type PyValue } from '../pickle/values.js';
import { assertConverted, type Conversion, namedTensors } from './conversion.js';
import { type Entries, weightGroups } from './weight-groups.js';

/** Prefix of the online branch; nine characters are cut off whatever follows it, as the published tool does. */
const BRANCH = 'backbone';
const CUT = 9;

/** Modules that lie beside the backbone of a detector. Pre-training has everything below its branches. */
const PLAIN_DETECTOR = /^(neck|rpn_head|roi_head|bbox_head)\./;

/** Parts that pre-training shapes for its own task: names that hold one of these are dropped. */
const HEADS = [
  'retina_cls',
  'retina_reg',
  'conv_centerness',
  'conv_cls',
  'conv_reg',
  'cls_branches',
  'obj_branches',
  ...[0, 1, 2, 3, 4, 5].map((layer) => `reg_branches.${layer}.4`),
  'fc_cls',
  'fc_reg',
];

export interface ExtractOptions {
  /** Keep the classification and regression heads. */
  readonly keepHeads?: boolean;
  /** Where the detector is, if not below `backbone.`: `teacher.`, `module.module.`; `.` when nothing stands in front. */
  readonly prefix?: string;
}

/** `backbone.X` becomes `X`; everything else of the file is left behind. @throws {CheckpointError} when nothing stays. */
export function extractDetectorWeights(
  checkpoint: PyValue,
  { keepHeads = false, prefix }: ExtractOptions = {},
): Conversion {
  const detector =
    prefix === undefined
      ? publishedBranch(checkpoint)
      : branchBelow(checkpoint, prefix === '.' ? '' : prefix);
  const kept = detector.filter(([name]) => keepHeads || !HEADS.some((head) => name.includes(head)));
  const state = new PyDict(kept);
  assertConverted(state, checkpoint, `a detector below "${prefix ?? 'backbone.'}"`);
  return {
    checkpoint: new PyDict([['state_dict', state]]),
    lines: kept.map(([name]) => name),
  };
}

function publishedBranch(checkpoint: PyValue): Entries {
  const tensors = namedTensors(checkpoint, ['state_dict']);
  if (tensors.some(([name]) => PLAIN_DETECTOR.test(name))) {
    throw new CheckpointError(
      'The file holds a detector itself, not one below "backbone.": load it as it is. Nothing was written.',
    );
  }
  return tensors
    .filter(([name]) => name.startsWith(BRANCH))
    .map(([name, tensor]) => [name.slice(CUT), tensor]);
}

/** Of the dicts of tensors in the file, the first that has names below the prefix. */
function branchBelow(checkpoint: PyValue, prefix: string): Entries {
  const branches = weightGroups(checkpoint).map(({ entries }) =>
    entries.flatMap(([name, tensor]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), tensor] as const] : [],
    ),
  );
  return branches.find((branch) => branch.length > 0) ?? [];
}
