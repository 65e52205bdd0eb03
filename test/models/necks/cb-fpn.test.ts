import { ConfigError, Random } from '../../../aligndet/core/index.js';
import { type Tensor4D, tensor4d } from '../../../aligndet/engine/index.js';
import { CbFpn, FPN, neckRegistry } from '../../../aligndet/models/index.js';
import { expectNoLeak } from '../../support/memory.js';

const { schema } = neckRegistry.get('FPN')!;
const options = schema.parse({ in_channels: [2, 3], out_channels: 4, num_outs: 2 });
const random = new Random(0);

const map = (edge: number, channels: number): Tensor4D =>
  tensor4d(
    Float32Array.from({ length: edge * edge * channels }, () => random.normal(0, 1)),
    [1, edge, edge, channels],
  );

describe('CbFpn', () => {
  const fpn = new FPN(options);
  fpn.resetParameters(random);
  const neck = new CbFpn(fpn, 2);
  const [first, second] = [0, 1].map(() => [map(4, 2), map(2, 3)]);
  const numbers = (maps: readonly Tensor4D[]) => maps.map((one) => [...one.dataSync()]);

  it('is a pyramid under its names', () => {
    expect([...neck.namedState()].map(([name]) => name)).toEqual([...fpn.namedState()].map(([name]) => name));
    expect(neck.initCfg).toEqual(fpn.initCfg);
  });

  it('makes a pyramid for each backbone, of the same weights', () => {
    const [ofFirst, ofSecond] = neck.pyramids([...first, ...second]);
    expect(numbers(ofFirst)).toEqual(numbers(fpn.forward(first)));
    expect(numbers(ofSecond)).toEqual(numbers(fpn.forward(second)));
  });

  it('detects with the last', () => {
    expect(numbers(neck.forward([...first, ...second]))).toEqual(numbers(fpn.forward(second)));
    expect(numbers(neck.forward(first))).toEqual(numbers(fpn.forward(first)));
  });

  it.each([0, 1, 3])('says so where %i maps are not those of whole backbones', (count) => {
    expect(() => neck.pyramids([...first, ...second].slice(0, count))).toThrow(ConfigError);
  });

  it('leaves no tensor behind', () => {
    expectNoLeak(() => {
      for (const pyramid of neck.pyramids([...first, ...second])) for (const one of pyramid) one.dispose();
    });
  });
});
