/** @module AlignDet's extract_detector_weights: extracts the detector from a pre-training checkpoint. */
import { CheckpointError } from '../../core/portable.js';
import { PyDict, type PyValue } from '../pickle/values.js';
import { assertConverted, type Conversion, namedTensors } from './conversion.js';
import { type Entries, weightGroups } from './weight-groups.js';

/** Prefix of the online branch; nine characters are removed whatever follows, as in the published tool. */
const BRANCH = 'backbone';
const CUT = 9;

/** Modules beside the backbone in a detector. In pre-training checkpoints all modules are below the branches. */
const PLAIN_DETECTOR = /^(neck|rpn_head|roi_head|bbox_head)\./;

/** Modules trained for the pre-training task: names that contain one of these are dropped. */
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
  /** Prefix of the detector, if not `backbone.`: `teacher.`, `module.module.`; `.` for no prefix. */
  readonly prefix?: string;
}

/**
 * `backbone.X` becomes `X`; all other entries of the file are dropped. @throws {CheckpointError} if no weights remain.
 */
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
      'The file contains a detector itself, not one below "backbone.": load it directly. Nothing was written.',
    );
  }
  return tensors
    .filter(([name]) => name.startsWith(BRANCH))
    .map(([name, tensor]) => [name.slice(CUT), tensor]);
}

/** The first dict of tensors in the file that has names with the prefix. */
function branchBelow(checkpoint: PyValue, prefix: string): Entries {
  const branches = weightGroups(checkpoint).map(({ entries }) =>
    entries.flatMap(([name, tensor]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), tensor] as const] : [],
    ),
  );
  return branches.find((branch) => branch.length > 0) ?? [];
}
