/** @module AlignDet's extract_detector_weights: the detector out of a pre-training checkpoint. */
import { PyDict, type PyValue } from '../pickle/values.js';
import { type Conversion, namedTensors } from './conversion.js';

/** Prefix of the online branch; nine characters are cut off whatever follows it, as the published tool does. */
const BRANCH = 'backbone';
const CUT = 9;

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
}

/** `backbone.X` becomes `X`; everything else of the file is left behind. */
export function extractDetectorWeights(
  checkpoint: PyValue,
  { keepHeads = false }: ExtractOptions = {},
): Conversion {
  const kept = namedTensors(checkpoint, 'state_dict')
    .filter(([name]) => name.startsWith(BRANCH))
    .map(([name, tensor]) => [name.slice(CUT), tensor] as const)
    .filter(([name]) => keepHeads || !HEADS.some((head) => name.includes(head)));
  return {
    checkpoint: new PyDict([['state_dict', new PyDict(kept)]]),
    lines: kept.map(([name]) => name),
  };
}
