/**
 * @module The model of a config with an eighth of its channels and few layers, so that a test may run it. What is
 * connected stays connected: a width that does not fit in the config does not fit here either.
 */

const FACTOR = 8;

/** Options that count channels. */
const WIDTHS = new Set([
  'base_channels',
  'conv_out_channels',
  'embed_dim',
  'embed_dims',
  'fc_out_channels',
  'feat_channels',
  'feedforward_channels',
  'in_channels',
  'num_feats',
  'out_channels',
]);

/** Backbones whose widths follow from no such option: what reads their maps keeps its `in_channels`. */
const FIXED_WIDTHS = new Set(['MobileNetV2', 'RegNet', 'ResNeXt']);

/** Layers of a stage of Swin. */
const MAX_DEPTH = 2;

/** Samples of an image: a tiny one has few points to take them from. */
const MAX_SAMPLES = 64;

type Plain = Readonly<Record<string, unknown>>;

/** @param model config of a detector, with the defaults of its schemas. */
export function slim(model: Plain): Plain {
  const { backbone } = model;
  // A self-supervised detector holds another one where others have their backbone.
  if (isPlain(backbone) && 'backbone' in backbone) return { ...model, backbone: slim(backbone) };
  const slimmed = slimmedBelow(model) as Plain;
  if (!isPlain(backbone) || !FIXED_WIDTHS.has(String(backbone.type))) return slimmed;
  const reader = model.neck === undefined ? 'bbox_head' : 'neck';
  const { in_channels: width } = model[reader] as Plain;
  return { ...slimmed, backbone, [reader]: { ...(slimmed[reader] as Plain), in_channels: width } };
}

/** Any part of such a config; widths that a backbone fixes are not looked at. */
export function slimmedBelow(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(slimmedBelow);
  if (!isPlain(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    if (WIDTHS.has(key)) return [key, each(inner, (width) => (width < FACTOR ? width : width / FACTOR))];
    if (key === 'depths') return [key, each(inner, (depth) => Math.min(MAX_DEPTH, depth))];
    if (key === 'num' && typeof inner === 'number') return [key, Math.min(MAX_SAMPLES, inner)];
    return [key, slimmedBelow(inner)];
  });
  // The only width that no schema gives as a default, because it follows from the layer around it.
  if (value.type === 'FFN' && value.embed_dims === undefined) entries.push(['embed_dims', 256 / FACTOR]);
  return Object.fromEntries(entries);
}

function each(value: unknown, change: (value: number) => number): unknown {
  if (Array.isArray(value)) return value.map((inner) => each(inner, change));
  return typeof value === 'number' ? change(value) : value;
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
