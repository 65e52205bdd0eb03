/**
 * @module Converts the feature pyramid of torchvision's detectors to mmdetection's names. Their heads order classes
 * differently and are not converted.
 */
import type { FoundBackbone } from './find-backbone.js';
import type { Entries } from './weight-groups.js';

const BODY = 'body.';

/** Before torchvision 0.13 a convolution had no `.0` after its index. */
const CONVOLUTION = /^(inner|layer)_blocks\.(\d+)\.(?:0\.)?(weight|bias)$/;
const EXTRA = /^extra_blocks\.p([67])\.(weight|bias)$/;

/** `backbone.fpn.inner_blocks.0.0.weight` to `neck.lateral_convs.0.conv.weight`; empty for other files. */
export function torchvisionNeck({ prefix, beside }: FoundBackbone): Entries {
  if (!prefix.endsWith(BODY)) return [];
  const before = `${prefix.slice(0, -BODY.length)}fpn.`;
  const own = beside.flatMap(([name, value]) =>
    name.startsWith(before) ? [[name.slice(before.length), value] as const] : [],
  );
  const numLevels = own.filter(([name]) => /^layer_blocks\.\d+\.(0\.)?weight$/.test(name)).length;
  return own.flatMap(([name, value]) => {
    const renamed = rename(name, numLevels);
    return renamed === undefined ? [] : [[`neck.${renamed}`, value] as const];
  });
}

function rename(name: string, numLevels: number): string | undefined {
  const [, kind, level, what] = CONVOLUTION.exec(name) ?? [];
  if (kind !== undefined) return `${kind === 'inner' ? 'lateral' : 'fpn'}_convs.${level}.conv.${what}`;
  const [, extra, last] = EXTRA.exec(name) ?? [];
  return extra === undefined ? undefined : `fpn_convs.${numLevels + Number(extra) - 6}.conv.${last}`;
}
