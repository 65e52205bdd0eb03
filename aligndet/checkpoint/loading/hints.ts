/** @module What may help when a file does not fit: the layouts that people meet, recognised by their names. */
import type { PyValue } from '../pickle/values.js';
import type { LoadReport } from './report.js';

interface Layout {
  /** Whether these names are of the layout. */
  readonly isMet: (names: readonly string[], report: LoadReport) => boolean;
  readonly hint: string;
}

const CONVERTERS = 'npx tsx tools/model_converters';

const some =
  (...prefixes: string[]) =>
  (names: readonly string[]) =>
    names.some((name) => prefixes.some((prefix) => name.startsWith(prefix)));

/** More special layouts come first: only the first that is met is named. */
const LAYOUTS: readonly Layout[] = [
  {
    isMet: some('module.encoder_q.', 'encoder_q.'),
    hint: `The file has the layout of MoCo. Convert its backbone: ${CONVERTERS}/selfsup2mmdet.ts FILE OUT --selfsup moco`,
  },
  {
    isMet: (names) => some('projection_head.')(names) && some('prototypes')(names),
    hint: `The file has the layout of SwAV. Convert its backbone: ${CONVERTERS}/selfsup2mmdet.ts FILE OUT --selfsup swav`,
  },
  {
    isMet: (names) => some('encoder.layers.', 'encoder.patch_embed.')(names) && some('decoder.')(names),
    hint: `The file has the layout of SimMIM. Convert its backbone: ${CONVERTERS}/backbone2mmdet.ts FILE OUT --layout simmim`,
  },
  {
    isMet: some('module.encoder.', 'module.encoder_k.'),
    hint: `The file has the layout of PixPro. Convert its backbone: ${CONVERTERS}/backbone2mmdet.ts FILE OUT --layout pixpro`,
  },
  {
    isMet: some('layers.0.blocks.', 'patch_embed.proj.'),
    hint:
      'The file has the layout of the official Swin weights. Set convert_weights=True in the backbone, or convert it: ' +
      `${CONVERTERS}/swin2mmdet.ts FILE OUT`,
  },
  {
    isMet: some('online.', 'target.', 'online_backbone.', 'target_backbone.'),
    hint: `The file is a pre-training checkpoint with online and target branches. Extract the detector: ${CONVERTERS}/extract_detector_weights.ts FILE OUT`,
  },
  {
    isMet: (names) => names.includes('model') && names.length < 20,
    hint: `The file keeps its weights under "model" (PixPro, SimMIM, Swin). Convert its backbone: ${CONVERTERS}/backbone2mmdet.ts FILE OUT`,
  },
  {
    isMet: some('module.'),
    hint: 'Names begin with "module.": take it off with revise_keys=[("^(module\\\\.)+", "")].',
  },
  {
    isMet: (names, { missing }) =>
      missing.some((name) => name.startsWith('backbone.') && names.includes(name.slice(9))),
    hint: `The file holds a backbone only, without "backbone.". Load it by init_cfg=dict(type="Pretrained", checkpoint=...) of the backbone, or convert it: ${CONVERTERS}/backbone2mmdet.ts FILE OUT`,
  },
  {
    isMet: (names, { missing }) => missing.some((name) => names.includes(`backbone.${name}`)),
    hint: 'The file holds a whole detector, the model is a backbone: set prefix="backbone" in init_cfg.',
  },
  {
    isMet: (_names, { unexpected, missing }) => bothTouch('roi_head.', unexpected, missing),
    hint: 'The heads differ, as when weights of Mask R-CNN meet a Faster R-CNN: check that the config is of the same detector.',
  },
  {
    isMet: (_names, { unexpected, missing }) => bothTouch('bbox_head.', unexpected, missing),
    hint: 'The heads differ: check that the config is of the detector that was pre-trained.',
  },
];

function bothTouch(prefix: string, unexpected: readonly string[], missing: readonly string[]): boolean {
  const touches = (name: string) => name.startsWith(prefix);
  return unexpected.some(touches) || missing.some(touches);
}

/** At most one hint about the layout of the file, and one about sizes. */
export function hints(report: LoadReport, entries: ReadonlyMap<string, PyValue>): string[] {
  const names = [...entries.keys()];
  const layout = LAYOUTS.find(({ isMet }) => isMet(names, report));
  const sizes = report.mismatched.some(({ name }) => /(fc_cls|conv_cls|retina_cls|conv_logits)\./.test(name))
    ? ['The classifiers differ in size: num_classes is not that of the file.']
    : [];
  return [...(layout === undefined ? [] : [layout.hint]), ...sizes];
}
