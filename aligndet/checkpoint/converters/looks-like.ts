/** @module Recognizes the origin of weights by their names: for messages about files of another layout. */

interface Look {
  readonly isMet: (names: readonly string[]) => boolean;
  readonly what: string;
}

const has =
  (...patterns: RegExp[]) =>
  (names: readonly string[]): boolean =>
    patterns.every((pattern) => names.some((name) => pattern.test(name)));

/** More specific layouts first. */
const LOOKS: readonly Look[] = [
  {
    isMet: has(/^(online|target)_backbone\./),
    what: 'a pre-training checkpoint with online and target branches',
  },
  { isMet: has(/backbone\.bottom_up\./), what: 'a detector of Detectron2' },
  { isMet: has(/^res2_0_branch2a_w$/), what: 'a backbone of the original Detectron' },
  { isMet: has(/backbone\.body\./), what: 'a detector of torchvision' },
  { isMet: has(/backbone\.0\.body\./), what: 'the official DETR' },
  {
    isMet: has(/(^|\.)backbone\./, /(^|\.)(neck|rpn_head|roi_head|bbox_head|mask_head)\./),
    what: 'a detector of mmdetection',
  },
  {
    isMet: has(/decoder_blocks\.0\./),
    what: 'a Vision Transformer pre-trained by MAE, which no backbone of AlignDet supports',
  },
  {
    isMet: has(/attn\.(logit_scale|cpb_mlp)|continuous_position_bias_mlp/),
    what: 'a Swin Transformer V2, which no backbone of AlignDet supports',
  },
  {
    isMet: has(
      /features\.1\.0\.attn\.relative_position_bias_table|encoder\.layers\.0\.blocks\.0\.attention\.self\./,
    ),
    what: 'a Swin Transformer with the names of torchvision or of transformers. Use the official weights, or those of timm',
  },
  {
    isMet: has(
      /(^|\.)(blocks|layers|encoder_layer_|layer)[._]?0\.(attn|norm1|self_attention|attention)\.|(^|\.)encoder_layer_0\.|(^|\.)cls_token$/,
    ),
    what: 'a Vision Transformer, which no backbone of AlignDet supports',
  },
  { isMet: has(/(encoder_q|base_encoder)\./), what: 'pre-training by MoCo' },
  { isMet: has(/(^|\.)encoder\./, /(^|\.)predictor\./), what: 'pre-training by SimSiam' },
  { isMet: has(/(^|\.)(projection_head|prototypes)\b/), what: 'pre-training by SwAV' },
  {
    isMet: has(/(^|\.)layers\.0\.blocks\.0\.attn\.qkv\./),
    what: 'a Swin Transformer with the official names',
  },
  {
    isMet: has(/(^|\.)stages\.0\.blocks\.0\.attn\.w_msa\./),
    what: "a Swin Transformer with mmdetection's names",
  },
  { isMet: has(/(^|\.)s1\.b1\./), what: 'a RegNet of pycls' },
  { isMet: has(/(^|\.)layer1\.0\.conv1\./), what: 'a ResNet with the names of torchvision' },
  {
    isMet: has(/(conv_dw|dwconv|downsample_layers\.0)\./),
    what: 'a ConvNeXt, which no backbone of AlignDet supports',
  },
  {
    isMet: has(/(^|\.)features\.\d+\./),
    what: 'a network of torchvision with "features" (VGG, MobileNet or similar)',
  },
  {
    isMet: has(/^model\.\d+\.(conv|cv1|m)\./),
    what: 'a YOLO of Ultralytics, which no detector of AlignDet supports',
  },
];

/** As {@link looksLike}, but only for known layouts. */
export function knownLook(names: readonly string[]): string | undefined {
  return LOOKS.find(({ isMet }) => isMet(names))?.what;
}

/** For the end of a sentence: `a detector of Detectron2`, or a list of the first names. */
export function looksLike(names: readonly string[]): string {
  const known = knownLook(names);
  if (known !== undefined) return known;
  return names.length === 0
    ? 'a file without tensors'
    : `an unknown layout, with names such as ${names.slice(0, 3).join(', ')}`;
}
