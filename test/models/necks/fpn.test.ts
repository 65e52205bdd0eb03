import { builtinBuilder } from '../../../aligndet/builtins.js';
import { ConfigError, Random } from '../../../aligndet/core/index.js';
import { ones, type Tensor4D } from '../../../aligndet/engine/index.js';
import type { Neck } from '../../../aligndet/models/index.js';
import { expectNoLeak } from '../../support/memory.js';

const build = (options: object = {}): Neck => {
  const config = { type: 'FPN', in_channels: [2, 3, 4, 5], out_channels: 6, num_outs: 5, ...options };
  const neck = builtinBuilder().build('neck', config);
  neck.resetParameters(new Random(0));
  return neck;
};

/** Maps with odd sides: 25 x 13, 13 x 7, 7 x 4, 4 x 2. */
const maps = () =>
  [25, 13, 7, 4].map((height, i) => ones([1, height, Math.ceil(height / 2), i + 2]) as Tensor4D);

describe('FPN', () => {
  it.each([
    [{}, 5, 0],
    [{ start_level: 1, add_extra_convs: 'on_input' }, 5, 2],
    [{ start_level: 1, add_extra_convs: true }, 5, 2],
    [{ start_level: 1, add_extra_convs: 'on_output', relu_before_extra_convs: true }, 5, 2],
    [{ start_level: 1, add_extra_convs: 'on_lateral', num_outs: 4 }, 4, 1],
    [{ start_level: 1, end_level: 2, num_outs: 2 }, 2, 0],
    [{ norm_cfg: { type: 'BN' }, no_norm_on_lateral: true, num_outs: 4 }, 4, 0],
  ])('%j gives %i maps, of which %i by further convolutions', (options, count, extra) => {
    const neck = build(options);
    const outputs = neck.forward(maps());
    expect(outputs).toHaveLength(count);
    expect(outputs.every(({ shape }) => shape[3] === 6)).toBe(true);
    const names = [...neck.stateDict().keys()];
    const lateral = names.filter((name) => /^lateral_convs\.\d\.conv\.weight$/.test(name)).length;
    expect(names.filter((name) => /^fpn_convs\.\d\.conv\.weight$/.test(name))).toHaveLength(lateral + extra);
  });

  it('halves the last map for each further one', () => {
    const sizes = build({ num_outs: 6 })
      .forward(maps())
      .map(({ shape }) => [shape[1], shape[2]]);
    expect(sizes).toEqual([
      [25, 13],
      [13, 7],
      [7, 4],
      [4, 2],
      [2, 1],
      [1, 1],
    ]);
  });

  it.each([
    [{ num_outs: 3 }, 'num_outs'],
    [{ end_level: 1, num_outs: 3 }, 'end_level'],
    [{ add_extra_convs: 'on_nothing' }, 'add_extra_convs'],
  ])('refuses %j', (options, key) => {
    expect(() => build(options)).toThrow(ConfigError);
    expect(() => build(options)).toThrow(key);
  });

  it('leaves no tensor behind', () => {
    const neck = build();
    const inputs = maps();
    expectNoLeak(() => {
      for (const map of neck.forward(inputs)) map.dispose();
    });
  });
});
