import { backboneToMmdet, PyDict, TorchTensor } from '../../../aligndet/checkpoint/index.js';
import type { TensorRecord } from '../../../aligndet/nn/index.js';

const one: TensorRecord = { dtype: 'float32', shape: [1], data: Float32Array.of(1) };
const four: TensorRecord = { dtype: 'float32', shape: [8], data: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7) };

const dict = (...names: string[]) => new PyDict(names.map((name) => [name, one]));
const namesOf = (value: unknown, layout?: Parameters<typeof backboneToMmdet>[1]) => [
  ...(backboneToMmdet(value, layout).checkpoint.get('state_dict') as PyDict).keys(),
];

describe('backboneToMmdet', () => {
  it('puts the patch merging of timm one stage earlier', () => {
    const value = new PyDict([
      ['layers.0.blocks.0.attn.relative_position_bias_table', one],
      ['layers.1.downsample.norm.weight', four],
      ['layers.3.downsample.norm.weight', four],
    ]);
    const state = backboneToMmdet(value).checkpoint.get('state_dict') as PyDict;
    expect([...state.keys()].slice(1)).toEqual([
      'backbone.stages.0.downsample.norm.weight',
      'backbone.stages.2.downsample.norm.weight',
    ]);
    // [4, C] with neighbours 0, 2, 1, 3 becomes [C, 4]; C = 2.
    const merged = state.get('backbone.stages.0.downsample.norm.weight') as TensorRecord;
    expect(merged).not.toBeInstanceOf(TorchTensor);
    expect([...(merged.data as Float32Array)]).toEqual([0, 4, 2, 6, 1, 5, 3, 7]);
  });

  it('takes the branch that is trained, and no head', () => {
    const layer = 'layer1.0.conv1.weight';
    const value = dict(`encoder_k.0.${layer}`, `encoder_q.0.${layer}`, 'encoder_q.1.mlp.0.weight', 'queue');
    expect(namesOf(value)).toEqual([`backbone.${layer}`]);
    expect(namesOf(value, 'moco')).toEqual([`backbone.${layer}`]);
  });

  it.each<[string, string[], Parameters<typeof backboneToMmdet>[1], RegExp]>([
    [
      'nothing known',
      ['foo.bar'],
      undefined,
      /The file contains no backbone that can be converted: it looks like an unknown layout, with names such as foo\.bar\./,
    ],
    [
      'another layout',
      ['layer1.0.conv1.weight'],
      'moco',
      /The file does not have the layout of moco: it looks like a ResNet/,
    ],
    [
      'no mark of the layout',
      ['module.encoder.layer1.0.conv1.weight'],
      'simsiam',
      /does not have the layout of simsiam: it looks like a ResNet/,
    ],
    ['nothing', [], undefined, /it looks like a file without tensors\./],
  ])('says what the file looks like: %s', (_case, names, layout, message) => {
    expect(() => namesOf(dict(...names), layout)).toThrow(message);
  });
});
