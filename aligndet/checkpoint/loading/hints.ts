/** @module What may help when a file does not fit: the layouts that people meet, recognised by their names. */
import { PyDict, type PyValue } from '../pickle/values.js';
import type { LoadReport } from './report.js';

type Names = readonly string[];

interface Case {
  /** Whether the file, or what it left open, is of this kind. */
  readonly isMet: (names: Names, report: LoadReport) => boolean;
  readonly hint: string;
}

const CONVERTERS = 'npx tsx tools/model_converters';

const starts = (names: Names, ...prefixes: string[]): boolean =>
  names.some((name) => prefixes.some((prefix) => name.startsWith(prefix)));

/** Last layers of the heads, which `extract_detector_weights` drops: they belong to the task of pre-training. */
const LAST_LAYERS =
  /retina_(cls|reg)|rpn_(cls|reg)|conv_(centerness|cls|reg|logits)|(cls|obj|reg)_branches|fc_(cls|reg)|mask_head\./;

/** More special cases come first: only the first that is met is named. */
const CASES: readonly Case[] = [
  {
    isMet: (names) => starts(names, 'module.encoder_q.', 'encoder_q.'),
    hint: `The file has the layout of MoCo. Convert its backbone: ${CONVERTERS}/selfsup2mmdet.ts FILE OUT --selfsup moco`,
  },
  {
    isMet: (names) => starts(names, 'projection_head.', 'module.projection_head.'),
    hint: `The file has the layout of SwAV. Convert its backbone: ${CONVERTERS}/backbone2mmdet.ts FILE OUT --layout swav`,
  },
  {
    isMet: (names) => starts(names, 'encoder.layers.', 'encoder.patch_embed.'),
    hint: `The file has the layout of SimMIM. Convert its backbone: ${CONVERTERS}/backbone2mmdet.ts FILE OUT --layout simmim`,
  },
  {
    isMet: (names) => starts(names, 'module.encoder.', 'module.encoder_k.'),
    hint: `The file has the layout of PixPro. Convert its backbone: ${CONVERTERS}/backbone2mmdet.ts FILE OUT --layout pixpro`,
  },
  {
    isMet: (names) => starts(names, 'layers.0.blocks.', 'patch_embed.proj.'),
    hint:
      'The file has the layout of the official Swin weights. Set convert_weights=True in the backbone, or convert it: ' +
      `${CONVERTERS}/swin2mmdet.ts FILE OUT`,
  },
  {
    isMet: (names) => starts(names, 'online.', 'target.', 'online_backbone.', 'target_backbone.'),
    hint: `The file is a pre-training checkpoint with online and target branches. Extract the detector: ${CONVERTERS}/extract_detector_weights.ts FILE OUT`,
  },
  {
    isMet: (names) => starts(names, 'module.'),
    hint: 'Names begin with "module." still. Take it off with revise_keys=[("^(module\\\\.)+", "")].',
  },
  {
    isMet: (names, { missing }) =>
      missing.some((name) => name.startsWith('backbone.') && names.includes(name.slice('backbone.'.length))),
    hint: `The file holds a backbone only, without "backbone.". Load it by init_cfg=dict(type="Pretrained", checkpoint=...) of the backbone, or convert it: ${CONVERTERS}/backbone2mmdet.ts FILE OUT`,
  },
  {
    isMet: (names, { missing }) => missing.some((name) => names.includes(`backbone.${name}`)),
    hint: 'The file holds a whole detector, the model is a backbone: set prefix="backbone" in init_cfg.',
  },
  {
    isMet: (_names, { unexpected }) => starts(unexpected, 'roi_head.mask_head.'),
    hint: 'The file is of a Mask R-CNN, the model has no masks, as a Faster R-CNN: the weights of the mask head are left out.',
  },
  {
    isMet: (_names, { missing, unexpected, mismatched }) =>
      missing.length > 0 &&
      missing.every((name) => LAST_LAYERS.test(name)) &&
      unexpected.length + mismatched.length === 0,
    hint: 'Only last layers of heads are missing, as after extract_detector_weights.ts: they start from fresh weights.',
  },
  {
    isMet: (_names, { missing, unexpected }) =>
      ['roi_head.', 'bbox_head.'].some((head) => starts(missing, head) && starts(unexpected, head)),
    hint: 'The heads differ: check that the config is of the detector that was pre-trained.',
  },
];

/** Score layers, which have a channel or more for each class. */
const SCORES = /(fc_cls|conv_cls|retina_cls|conv_logits|cls_branches\.\d+)\./;

/** At most one hint about the layout of the file, and one about sizes. */
export function hints(report: LoadReport, entries: ReadonlyMap<string, PyValue>): string[] {
  if (report.message === '') return [];
  const names = weightNames(entries);
  const layout = CASES.find(({ isMet }) => isMet(names, report));
  const sizes = report.mismatched.some(({ name }) => SCORES.test(name))
    ? ['The classifiers differ in size: num_classes is not that of the file.']
    : [];
  return [...(layout === undefined ? [] : [layout.hint]), ...sizes];
}

/** mmcv looks under "state_dict" only; PixPro, SimMIM and Swin keep their weights under "model". */
function weightNames(entries: ReadonlyMap<string, PyValue>): string[] {
  const below = entries.get('model');
  return below instanceof PyDict ? [...below.keys()].map(String) : [...entries.keys()];
}
