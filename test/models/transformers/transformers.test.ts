import { builtinBuilder } from '../../../aligndet/builtins.js';
import { ConfigError, Random, silentLogger } from '../../../aligndet/core/index.js';
import { type Tensor, tensor } from '../../../aligndet/engine/index.js';
import type { Transformer } from '../../../aligndet/models/index.js';
import { expectNoLeak } from '../../support/memory.js';
import { unreachable } from '../../support/unreachable.js';

const attention = { type: 'MultiheadAttention', embed_dims: 8, num_heads: 2 };
const encoderLayer = {
  type: 'BaseTransformerLayer',
  attn_cfgs: attention,
  ffn_cfgs: { type: 'FFN', feedforward_channels: 12 },
  operation_order: ['self_attn', 'norm', 'ffn', 'norm'],
};
const decoderLayer = {
  type: 'DetrTransformerDecoderLayer',
  attn_cfgs: attention,
  ffn_cfgs: { type: 'FFN' },
  feedforward_channels: 12,
  operation_order: ['self_attn', 'norm', 'cross_attn', 'norm', 'ffn', 'norm'],
};
const encoder = { type: 'DetrTransformerEncoder', num_layers: 2, transformerlayers: encoderLayer };
const decoder = {
  type: 'DetrTransformerDecoder',
  num_layers: 3,
  return_intermediate: true,
  transformerlayers: decoderLayer,
};
const builder = builtinBuilder();

const random = new Random(1);
function drawn(...shape: number[]): Tensor {
  const size = shape.reduce((product, dim) => product * dim, 1);
  return tensor(
    Float32Array.from({ length: size }, () => random.uniform(-1, 1)),
    shape,
  );
}

function build(further: object = {}): Transformer {
  const built = builder.build('transformer', { type: 'Transformer', encoder, decoder, ...further });
  built.resetParameters(new Random(0));
  return built.eval();
}

/** Maps of 2 x 3 places of one image, and of a second one that is 2 x 2 large. */
const padding = {
  data: Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1),
  shape: [2, 2, 3],
} as const;
const [map, queries, positions] = [drawn(2, 2, 3, 8), drawn(4, 8), drawn(2, 2, 3, 8)] as never[];

describe('Transformer', () => {
  it('gives the queries behind each layer of the decoder, and the map behind the encoder', () => {
    const outputs = build().forward(map, padding, queries, positions);
    expect(outputs.queries.shape).toEqual([3, 2, 4, 8]);
    expect(outputs.memory.shape).toEqual([2, 2, 3, 8]);
  });

  it('gives the last queries only, when nothing in between is asked for', () => {
    const each = build().forward(map, padding, queries, positions).queries;
    const last = build({ decoder: { ...decoder, return_intermediate: false } });
    const given = last.forward(map, padding, queries, positions).queries;
    expect(given.shape).toEqual([1, 2, 4, 8]);
    expect(given.dataSync()).toEqual(each.slice([2], [1]).dataSync());
  });

  it('does not look at padding', () => {
    const changed = (map as Tensor).arraySync() as number[][][][];
    changed[1][0][2] = changed[1][1][2] = [9, -9, 9, -9, 9, -9, 9, -9];
    const built = build();
    const [plain, other] = [map, tensor(changed) as never].map((x) =>
      built.forward(x, padding, queries, positions).queries.dataSync(),
    );
    expect(other).toEqual(plain);
  });

  it('starts all matrices but what attentions project with as Xavier uniform, biases at 0', () => {
    const built = build();
    const before = built.stateDict();
    built.initWeights({
      random: new Random(5),
      logger: silentLogger,
      loadPretrained: () => unreachable(),
    });
    const valuesOf = (name: string) => [...built.stateDict().get(name)!.data].map(Number);
    const hidden = valuesOf('encoder.layers.0.ffns.0.layers.0.0.weight'); // 8 to 12
    const bound = Math.sqrt(6 / (8 + 12));
    expect(Math.max(...hidden.map(Math.abs))).toBeLessThan(bound);
    expect(Math.max(...hidden)).toBeGreaterThan(0.9 * bound);
    expect(valuesOf('decoder.layers.2.ffns.0.layers.1.bias')).toEqual(new Array(8).fill(0));
    const projections = 'decoder.layers.0.attentions.1.attn.in_proj_weight';
    expect(built.stateDict().get(projections)).toEqual(before.get(projections));
    expect(valuesOf('decoder.post_norm.weight')).toEqual(new Array(8).fill(1));
  });

  it('draws dropout from the source that it is given, in training only', () => {
    const dropping = { ...attention, dropout: 0.5 };
    const layer = { ...encoderLayer, attn_cfgs: dropping, ffn_dropout: 0.5 };
    const built = build({ encoder: { ...encoder, transformerlayers: layer } });
    const run = (seed: number) => {
      built.drawFrom(new Random(seed));
      return built.forward(map, padding, queries, positions).memory.dataSync();
    };
    expect(run(1)).toEqual(run(2));
    built.train();
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  it('leaves no tensor behind', () => {
    const built = build();
    expectNoLeak(() => {
      const { queries: given, memory } = built.forward(map, padding, queries, positions);
      given.dispose();
      memory.dispose();
    });
    expectNoLeak(() => build().dispose());
  });
});

describe('the parts of a transformer', () => {
  it.each([
    ['attention', { ...attention, num_heads: 3 }, '8 channels are not divisible by 3 heads'],
    [
      'attention',
      { ...attention, dropout: 0.1, dropout_layer: null },
      'dropout: sets the rate of dropout_layer',
    ],
    ['transformer_layer', { ...encoderLayer, operation_order: null }, 'operation_order: a layer needs'],
    ['transformer_layer', { ...encoderLayer, operation_order: ['ffn'] }, 'operation_order: a layer needs'],
    [
      'transformer_layer',
      { ...encoderLayer, attn_cfgs: [] },
      'attn_cfgs: operation_order needs 1 of them, but there are 0',
    ],
    [
      'transformer_layer',
      { ...encoderLayer, ffn_cfgs: { embed_dims: 9 } },
      'ffn_cfgs.embed_dims: is 9, but that of the attention is 8; both must be equal',
    ],
    [
      'transformer_layer',
      { ...encoderLayer, ffn_cfgs: [{}], ffn_num_fcs: 3 },
      'ffn_cfgs: set num_fcs in each element of the list',
    ],
    [
      'transformer_layer',
      { ...encoderLayer, norm_cfg: { type: 'BN' } },
      'norm_cfg: transformer layers support',
    ],
    [
      'transformer_layer',
      { ...encoderLayer, batch_first: true, attn_cfgs: { ...attention, batch_first: false } },
      "attn_cfgs.batch_first: is false, but the layer's is true",
    ],
    [
      'transformer_layer',
      { ...decoderLayer, operation_order: ['self_attn', 'norm', 'ffn', 'norm'] },
      'operation_order: expected six operations for a decoder layer',
    ],
    [
      'transformer_layer_sequence',
      { ...encoder, transformerlayers: [encoderLayer] },
      'transformerlayers: num_layers is 2, but there are 1',
    ],
    [
      'transformer_layer_sequence',
      {
        ...encoder,
        transformerlayers: { ...encoderLayer, operation_order: ['norm', 'self_attn'] },
        post_norm_cfg: null,
      },
      'post_norm_cfg: missing, but needed by an encoder with pre-norm layers',
    ],
    [
      'transformer',
      {
        type: 'Transformer',
        encoder: { ...encoder, transformerlayers: { ...encoderLayer, batch_first: true } },
        decoder,
      },
      'encoder.transformerlayers.batch_first: is true, but a Transformer passes rows with the batch dimension second',
    ],
    [
      'transformer',
      { type: 'Transformer', encoder, decoder, init_cfg: { type: 'Xavier' } },
      'the transformer has its own initialization',
    ],
  ] as const)('refuse, as a %s, %j', (slot, config, message) => {
    const make = () => builder.build(slot, config);
    expect(make).toThrow(ConfigError);
    expect(make).toThrow(message);
  });

  it('take widths and the order of images from the layer around them', () => {
    const layer = builder.build('transformer_layer', { ...encoderLayer, batch_first: true });
    expect(layer.batchFirst).toBe(true);
    expect(layer.stateDict().get('ffns.0.layers.1.weight')?.shape).toEqual([8, 12]);
  });
});
