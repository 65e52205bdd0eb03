import { builtinBuilder } from '../../../aligndet/builtins.js';
import { ConfigError, Random, ShapeError, silentLogger } from '../../../aligndet/core/index.js';
import { grads } from '../../../aligndet/engine/index.js';
import { expectNoLeak } from '../../support/memory.js';
import { unreachable } from '../../support/unreachable.js';

const builder = builtinBuilder();
const whole = (height: number, width: number) =>
  ({ data: new Uint8Array(height * width), shape: [1, height, width] }) as const;

describe('SinePositionalEncoding', () => {
  const build = (options: object) =>
    builder.build('positional_encoding', { type: 'SinePositionalEncoding', num_feats: 2, ...options });

  it('gives sine and cosine of the row, then of the column, counted from 1', () => {
    const [first, second] = build({}).forward(whole(1, 2)).arraySync()[0][0];
    const waves = (position: number) => [Math.sin(position), Math.cos(position)].map(Math.fround);
    expect(first).toEqual([...waves(1), ...waves(1)]);
    expect(second).toEqual([...waves(1), ...waves(2)]);
  });

  it('counts what is not padding only', () => {
    const padding = { data: Uint8Array.of(0, 0, 1), shape: [1, 1, 3] } as const;
    const [, second, third] = build({}).forward(padding).arraySync()[0][0];
    expect(third.slice(2)).toEqual(second.slice(2)); // the column; of its own column padding has no rows before it
  });

  it('measures in shares of a circle, when normalised', () => {
    const [, , , last] = build({ normalize: true }).forward(whole(1, 4)).arraySync()[0][0];
    expect(last[2]).toBeCloseTo(0, 4); // sine of a whole turn
    expect(last[3]).toBeCloseTo(1, 4);
  });

  it('needs as many sines as cosines', () => {
    expect(() => build({ num_feats: 3 })).toThrow(ConfigError);
  });

  it('leaves no tensor behind', () => {
    const encoding = build({});
    expectNoLeak(() => encoding.forward(whole(2, 2)).dispose());
  });
});

describe('LearnedPositionalEncoding', () => {
  const build = () => {
    const config = { type: 'LearnedPositionalEncoding', num_feats: 2, row_num_embed: 3, col_num_embed: 4 };
    const encoding = builder.build('positional_encoding', config);
    encoding.resetParameters(new Random(0));
    return encoding;
  };

  it("gives the column's embedding, then the row's, to every image", () => {
    const encoding = build();
    const states = new Map(encoding.namedState());
    states.get('row_embed.weight')?.assign([1, 2, 3, 4, 5, 6]);
    states.get('col_embed.weight')?.assign([10, 20, 30, 40, 50, 60, 70, 80]);
    const padding = { data: new Uint8Array(8), shape: [2, 2, 2] } as const;
    const image = [
      [
        [10, 20, 1, 2],
        [30, 40, 1, 2],
      ],
      [
        [10, 20, 3, 4],
        [30, 40, 3, 4],
      ],
    ];
    expect(encoding.forward(padding).arraySync()).toEqual([image, image]);
  });

  it('learns', () => {
    const encoding = build();
    const [rows] = encoding.parameters();
    const gradients = grads(() => encoding.forward(whole(2, 4)).sum())([rows.value]);
    expect(gradients[0].arraySync()).toEqual([
      [4, 4],
      [4, 4],
      [0, 0],
    ]);
  });

  it('starts as its initialiser says', () => {
    const encoding = build();
    encoding.initWeights({
      random: new Random(2),
      logger: silentLogger,
      loadPretrained: () => unreachable(),
    });
    const values = encoding.parameters().flatMap((parameter) => [...parameter.read()]);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...values)).toBeLessThan(1);
  });

  it('says when a map is larger than its embeddings reach', () => {
    expect(() => build().forward(whole(4, 2))).toThrow(ShapeError);
    expect(() => build().forward(whole(4, 2))).toThrow('The map is 4 x 2');
  });
});
