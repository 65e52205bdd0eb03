import { backboneToMmdet, PyDict, TorchTensor } from '../../../aligndet/checkpoint/index.js';
import type { TensorRecord } from '../../../aligndet/nn/index.js';

const one: TensorRecord = { dtype: 'float32', shape: [1], data: Float32Array.of(1) };
const four: TensorRecord = { dtype: 'float32', shape: [8], data: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7) };

const dict = (...names: string[]) => new PyDict(names.map((name) => [name, one]));
const namesOf = (value: unknown, layout?: Parameters<typeof backboneToMmdet>[1]) => [
  ...(backboneToMmdet(value, layout).checkpoint.get('state_dict') as PyDict).keys(),
];

describe('backboneToMmdet', () => {
  it.each<[string, unknown, string[]]>([
    [
      'MoCo v2',
      new PyDict([
        ['state_dict', dict('module.encoder_q.conv1.weight', 'module.encoder_q.fc.0.weight', 'module.queue')],
      ]),
      ['backbone.conv1.weight'],
    ],
    [
      'PixPro',
      new PyDict([
        ['model', dict('module.encoder.conv1.weight', 'module.encoder_k.conv1.weight', 'module.projector.x')],
      ]),
      ['backbone.conv1.weight'],
    ],
    [
      'SwAV',
      dict('module.layer1.0.conv1.weight', 'module.projection_head.0.weight', 'module.prototypes.weight'),
      ['backbone.layer1.0.conv1.weight'],
    ],
    [
      'SimMIM',
      new PyDict([
        [
          'model',
          dict(
            'encoder.mask_token',
            'encoder.patch_embed.proj.weight',
            'encoder.layers.0.blocks.0.attn.qkv.weight',
            'encoder.layers.0.blocks.0.attn.relative_position_index',
            'decoder.0.weight',
          ),
        ],
      ]),
      ['backbone.patch_embed.projection.weight', 'backbone.stages.0.blocks.0.attn.w_msa.qkv.weight'],
    ],
    [
      'torchvision and timm ResNets',
      dict('conv1.weight', 'layer1.0.conv1.weight', 'fc.weight'),
      ['backbone.conv1.weight', 'backbone.layer1.0.conv1.weight'],
    ],
  ])('recognises %s', (_case, value, expected) => {
    expect(namesOf(value)).toEqual(expected);
  });

  it('puts the patch merging of timm one stage earlier', () => {
    const value = new PyDict([
      ['layers.0.blocks.0.norm1.weight', one],
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

  it('names what it does not know', () => {
    expect(() => namesOf(dict('foo.bar'))).toThrow(
      /No known layout: names begin with foo\.bar\. Known: moco/,
    );
    expect(() => namesOf(dict('foo.bar'), 'moco')).toThrow('Nothing in the file has the layout of moco.');
  });
});
