import { ConfigError, Random } from '../../../aligndet/core/index.js';
import { grad, type Tensor2D, tensor2d } from '../../../aligndet/engine/index.js';
import { type EmbeddedView, instanceLabels, objectContrast } from '../../../aligndet/models/index.js';
import { expectNoLeak } from '../../support/memory.js';

const WIDTH = 4;
const BACKGROUND = 9;
const options = { temperature: 0.5, lossWeight: 2 };

interface Plain {
  readonly rows: number[][];
  readonly labels: number[];
  readonly weights?: number[];
}

function embedded({ rows, labels, weights = labels.map(() => 1) }: Plain): EmbeddedView {
  return {
    rows: tensor2d(rows.flat(), [rows.length, WIDTH]),
    labels: Int32Array.from(labels),
    weights: Float32Array.from(weights),
  };
}

const unit = (row: number[]) => row.map((value) => value / Math.hypot(...row));
const cosine = (a: number[], b: number[]) => unit(a).reduce((sum, value, i) => sum + value * unit(b)[i], 0);

/** Object by object and pair by pair, as published. */
function byHand(online: Plain, target: Plain): number {
  const used = (
    { rows, labels, weights = labels.map(() => 1) }: Plain,
    expected: (label: number) => boolean,
  ) => rows.filter((_, i) => weights[i] > 0 && expected(labels[i]));
  const objects = [...new Set(online.labels)].filter((label) => label !== BACKGROUND);
  const losses = objects.map((label) => {
    const queries = used(online, (own) => own === label);
    const others = used(target, (its) => its === label);
    const keys = others.length > 0 ? others : queries;
    const negatives = [...used(online, (own) => own !== label), ...used(target, (its) => its !== label)];
    const pairs = queries.flatMap((query) =>
      keys.map((key) => {
        const logit = (row: number[]) => Math.exp(cosine(query, row) / options.temperature);
        const rest = negatives.reduce((sum, row) => sum + logit(row), 0);
        return -Math.log(logit(key) / (logit(key) + rest));
      }),
    );
    return pairs.reduce((sum, loss) => sum + loss, 0) / pairs.length;
  });
  return (options.lossWeight * losses.reduce((sum, loss) => sum + loss, 0)) / objects.length;
}

const random = new Random(3);
const rows = (count: number) =>
  Array.from({ length: count }, () => Array.from({ length: WIDTH }, () => random.normal(0, 1)));

describe('objectContrast', () => {
  it.each<[string, Plain, Plain]>([
    ['objects in both views', { rows: rows(4), labels: [0, 0, 1, 2] }, { rows: rows(3), labels: [0, 1, 2] }],
    [
      'an object that the target lacks',
      { rows: rows(3), labels: [0, 0, 1] },
      { rows: rows(2), labels: [1, 1] },
    ],
    [
      'background',
      { rows: rows(4), labels: [0, 1, BACKGROUND, BACKGROUND] },
      { rows: rows(3), labels: [0, 1, BACKGROUND] },
    ],
    [
      'rows that do not count',
      { rows: rows(4), labels: [0, 0, 1, 1], weights: [1, 0, 1, 1] },
      { rows: rows(3), labels: [0, 1, 1], weights: [1, 0, 1] },
    ],
    ['one object alone', { rows: rows(2), labels: [0, 0] }, { rows: rows(1), labels: [0] }],
  ])('is the published loop: %s', (_case, online, target) => {
    const loss = objectContrast(embedded(online), embedded(target), BACKGROUND, options);
    expect(loss.dataSync()[0]).toBeCloseTo(byHand(online, target), 5);
  });

  it('has the slope of finite differences, negatives held still', () => {
    const online = { rows: [[1, 0.5, 0, 0]], labels: [0] };
    const target = { rows: rows(3), labels: [0, 1, 2] };
    const loss = (first: Tensor2D) => {
      const view = { ...embedded(online), rows: first };
      return objectContrast(view, embedded(target), BACKGROUND, options);
    };
    const gradient = grad((x) => loss(x as Tensor2D))(tensor2d(online.rows)).dataSync();
    const at = (value: number) => byHand({ ...online, rows: [[1, value, 0, 0]] }, target);
    expect(gradient[1]).toBeCloseTo((at(0.501) - at(0.499)) / 0.002, 3);
  });

  it('wants an object', () => {
    const view = embedded({ rows: rows(1), labels: [BACKGROUND] });
    expect(() => objectContrast(view, view, BACKGROUND, options)).toThrow(ConfigError);
  });

  it('leaves no tensor behind', () => {
    const view = embedded({ rows: rows(3), labels: [0, 0, 1] });
    expectNoLeak(() => objectContrast(view, view, BACKGROUND, options).dispose());
  });
});

describe('instanceLabels', () => {
  it('counts on from image to image', () => {
    expect(instanceLabels([2, 3, 0]).map((ids) => [...ids])).toEqual([[0, 1], [2, 3, 4], []]);
  });

  it('names the image without boxes', () => {
    expect(() => instanceLabels([2, 0, 1])).toThrow('Image 1 of the batch has no proposal boxes');
  });
});
