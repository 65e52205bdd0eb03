import { builtinBuilder } from '../../aligndet/builtins.js';
import { Random, type Slots, silentLogger } from '../../aligndet/core/index.js';
import { trainStep } from '../../aligndet/runner/index.js';
import type { TrainingBatch } from '../../aligndet/structures/index.js';
import { tinyBatch } from '../support/tiny-models.js';
import { publishedConfigs, typesIn } from './published-configs.js';
import { slim } from './slim.js';

const builder = builtinBuilder();

const configs = (await publishedConfigs()).map(({ name, config: { model } }) => ({
  name,
  model: model as { readonly type: string },
}));

/** The first config of each kind: those of one kind name the same components. */
const kinds = [...new Map(configs.toReversed().map((each) => [typesIn(each.model).join(), each])).values()];

function slimDetector(model: object): Slots['detector'] {
  return builder.build('detector', slim(builder.parse('detector', model)));
}

describe('every config', () => {
  it.each(configs)('of $name: its detector is built', ({ model }) => {
    const detector = slimDetector(model);
    expect(detector.parameters().length).toBeGreaterThan(0);
    detector.dispose();
  });
});

describe('every kind of config', () => {
  it.each(kinds)('such as $name has a finite loss and finite gradients', ({ model }) => {
    const detector = slimDetector(model);
    detector.resetParameters(new Random(1));
    detector.initWeights({ random: new Random(2), logger: silentLogger, loadPretrained: () => {} });
    const isSelfSup = model.type.startsWith('SelfSup');
    const batch: TrainingBatch = isSelfSup ? [tinyBatch(), tinyBatch([2, 1], 3)] : tinyBatch();
    const { logVars, gradients } = trainStep(detector, batch, 0);
    expect(logVars.loss).toBeGreaterThan(0);
    expect(logVars.loss).toBeLessThan(Number.POSITIVE_INFINITY);
    expect(gradients.size).toBeGreaterThan(0);
    const names = new Map([...detector.namedParameters()].map(([name, parameter]) => [parameter, name]));
    const wrong = [...gradients].filter(([, gradient]) => !gradient.dataSync().every(Number.isFinite));
    expect(wrong.map(([parameter]) => names.get(parameter))).toEqual([]);
    for (const gradient of gradients.values()) gradient.dispose();
    detector.dispose();
  });
});
