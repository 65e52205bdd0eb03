/** @module A sequence of convolutions before an output of a dense head. */
import { ConvModule, type ConvModuleOptions, PlainSequential } from '../../nn/index.js';

/** `count` convolutions 3 x 3 that keep the size of a map. */
export function convTower(
  inChannels: number,
  featChannels: number,
  count: number,
  options: Pick<ConvModuleOptions, 'bias' | 'normCfg'> = {},
): PlainSequential {
  const convs = Array.from(
    { length: count },
    (_, i) =>
      new ConvModule(i === 0 ? inChannels : featChannels, featChannels, 3, { padding: 1, ...options }),
  );
  return new PlainSequential(convs);
}
