import { builtinBuilder } from '../../../aligndet/builtins.js';
import { ConfigError } from '../../../aligndet/core/index.js';
import type { Neck } from '../../../aligndet/models/index.js';
import { expectMaps, fillByFormula, type MapSummary, mapByFormula } from '../../support/formula-weights.js';
import { expectNoLeak } from '../../support/memory.js';

const build = (options: object = {}): Neck =>
  builtinBuilder().build('neck', {
    type: 'PAFPN',
    in_channels: [2, 3, 4, 5],
    out_channels: 6,
    num_outs: 5,
    ...options,
  });

const maps = () => [25, 13, 7, 4].map((edge, i) => mapByFormula(edge, edge, i + 2, i));

/** Finest three maps of all kinds of further maps below. */
const fine: MapSummary[] = [
  [[1, 13, 13, 6], [0.7039666, 0.5413561, 0.3239223], 0.54505226],
  [[1, 7, 7, 6], [0, 0.05048224, 0.3860099], 0.39103232],
  [[1, 4, 4, 6], [0, 0, 0], 0],
];

describe('PAFPN', () => {
  // mmdetection 2.25.2 on torch 1.13.1: PAFPN(...).eval() with weights by formula.
  it('gives the maps of the reference', () => {
    const neck = build();
    fillByFormula(neck);
    expectMaps(neck.forward(maps()), [
      [[1, 25, 25, 6], [0.8631073, 0.7598634, 0.1665083], 0.95486379],
      [[1, 13, 13, 6], [-0.4371984, -0.7243881, -0.879131], 0.78966794],
      [[1, 7, 7, 6], [-0.8633324, -0.5963232, -0.4853707], 0.44731233],
      [[1, 4, 4, 6], [0.2738966, 0.2380603, 0.342174], 0.69225512],
      [[1, 2, 2, 6], [0.2738966, 0.2380603, 0.342174], 0.69462939],
    ]);
  });

  it.each<[string, MapSummary[]]>([
    [
      'on_input',
      [
        [[1, 2, 2, 6], [0.5221459, 0.4290533, 0.8049328], 0.57103609],
        [[1, 1, 1, 6], [0, 0, 0.2952284], 0.34230091],
      ],
    ],
    [
      'on_lateral',
      [
        [[1, 2, 2, 6], [0.5683712, 0.5330786, 0.5720665], 0.56638734],
        [[1, 1, 1, 6], [0, 0, 0.3358917], 0.35733977],
      ],
    ],
    [
      'on_output',
      [
        [[1, 2, 2, 6], [0.5630847, 0.5296053, 0.5781681], 0.56966026],
        [[1, 1, 1, 6], [0, 0, 0.3386435], 0.35843242],
      ],
    ],
  ])('takes further maps %s, with norms and ReLU', (source, coarse) => {
    const neck = build({
      start_level: 1,
      add_extra_convs: source,
      relu_before_extra_convs: true,
      norm_cfg: { type: 'BN' },
      act_cfg: { type: 'ReLU' },
    });
    fillByFormula(neck);
    expectMaps(neck.eval().forward(maps()), [...fine, ...coarse]);
  });

  it('registers its convolutions behind those of FPN', () => {
    const groups = new Set([...build().stateDict().keys()].map((name) => name.split('.')[0]));
    expect([...groups]).toEqual(['lateral_convs', 'fpn_convs', 'downsample_convs', 'pafpn_convs']);
  });

  it('has no upsample_cfg, as published', () => {
    expect(() => build({ upsample_cfg: { mode: 'bilinear' } })).toThrow(ConfigError);
  });

  it('leaves no tensor behind', () => {
    const neck = build();
    const inputs = maps();
    expectNoLeak(() => {
      for (const map of neck.forward(inputs)) map.dispose();
    });
  });
});
