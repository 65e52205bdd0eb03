import { ConfigError, Random, silentLogger } from '../../../aligndet/core/index.js';
import {
  BatchNorm2d,
  Conv2d,
  ConvModule,
  type InitCfg,
  initCfgOption,
  Linear,
  Module,
  ModuleList,
  PlainModuleList,
} from '../../../aligndet/nn/index.js';
import { unreachable } from '../../support/unreachable.js';

class Head extends Module {
  readonly conv = this.child('conv', new Conv2d(3, 8, 3));
  readonly norm = this.child('bn1', new BatchNorm2d(8));
  readonly fc = this.child('fc', new Linear(200, 300));

  override part(name: string): Module | undefined {
    return name === 'norm1' ? this.norm : super.part(name);
  }
}

function init(module: Module): void {
  const loadPretrained = () => unreachable();
  module.initWeights({ random: new Random(1), logger: silentLogger, loadPretrained });
}

function headWith(...initCfg: InitCfg[]): Head {
  const head = new Head(initCfg);
  head.resetParameters(new Random(0));
  init(head);
  return head;
}

const spread = (values: ArrayLike<number>) => {
  const list = Array.from(values);
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  return Math.sqrt(list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / list.length);
};

describe('resetParameters', () => {
  it("draws what PyTorch's constructors draw: uniform within 1 / sqrt(fan in)", () => {
    const head = new Head();
    head.resetParameters(new Random(0));
    const weights = head.fc.weight.read();
    expect(Math.max(...weights)).toBeLessThanOrEqual(1 / Math.sqrt(200));
    expect(spread(weights)).toBeCloseTo(1 / Math.sqrt(3 * 200), 3);
    expect([...head.norm.weight!.read()]).toEqual(new Array(8).fill(1));
  });

  it('draws the same from the same seed', () => {
    const [a, b] = [new Head(), new Head()];
    for (const head of [a, b]) head.resetParameters(new Random(7));
    expect(a.conv.weight.read()).toEqual(b.conv.weight.read());
  });
});

describe('initWeights', () => {
  it('touches the named layers only', () => {
    const head = headWith({ type: 'Constant', val: 2, bias: 3, layer: 'Conv2d' });
    expect(new Set(head.conv.weight.read())).toEqual(new Set([2]));
    expect(new Set(head.conv.bias!.read())).toEqual(new Set([3]));
    expect(new Set(head.norm.weight!.read())).toEqual(new Set([1]));
    expect(new Set(head.fc.weight.read()).size).toBeGreaterThan(1000);
  });

  it('finds a layer by the name of its base', () => {
    const head = headWith({ type: 'Constant', val: 0.5, layer: ['_BatchNorm', 'GroupNorm'] });
    expect(new Set(head.norm.weight!.read())).toEqual(new Set([0.5]));
  });

  it.each([
    // fan in 200, fan out 300
    [{ type: 'Xavier', layer: 'Linear' }, Math.sqrt(2 / 500)],
    [{ type: 'Xavier', layer: 'Linear', distribution: 'uniform', gain: 2 }, 2 * Math.sqrt(2 / 500)],
    [{ type: 'Kaiming', layer: 'Linear' }, Math.sqrt(2 / 300)],
    [
      { type: 'Kaiming', layer: 'Linear', mode: 'fan_in', nonlinearity: 'leaky_relu', a: 1 },
      Math.sqrt(1 / 200),
    ],
    [{ type: 'Caffe2Xavier', layer: 'Linear' }, Math.sqrt(1 / 200)],
    [{ type: 'Normal', layer: 'Linear', std: 0.01 }, 0.01],
    [{ type: 'Uniform', layer: 'Linear', a: -1, b: 2 }, 3 / Math.sqrt(12)],
    [{ type: 'TruncNormal', layer: 'Linear', std: 100, a: -1, b: 1 }, 2 / Math.sqrt(12)], // all but uniform
  ] as [InitCfg, number][])('draws %j', (initCfg, deviation) => {
    expect(spread(headWith(initCfg).fc.weight.read()) / deviation).toBeCloseTo(1, 1);
  });

  it('sets a bias by the probability that a sigmoid starts at', () => {
    const head = headWith({ type: 'Normal', layer: 'Linear', bias_prob: 0.01 });
    expect(head.fc.bias!.read()[0]).toBeCloseTo(Math.log(0.01 / 0.99), 5);
  });

  it('overrides parts, also by the names that are attributes in PyTorch', () => {
    const head = headWith({ type: 'Constant', val: 0, override: { name: 'norm1' } });
    expect(new Set(head.norm.weight!.read())).toEqual(new Set([0]));
    const own = headWith({
      type: 'Constant',
      val: 1,
      layer: 'Conv2d',
      override: [{ name: 'fc', type: 'Constant', val: 5 }],
    });
    expect(new Set(own.fc.weight.read())).toEqual(new Set([5]));
  });

  it('refuses an override of what is not there', () => {
    expect(() => headWith({ type: 'Constant', val: 0, override: { name: 'norm9' } })).toThrow(ConfigError);
  });

  it("lets ConvModule have the last word in mmcv's lists, and the parent in PyTorch's", () => {
    const initCfg: InitCfg = { type: 'Constant', val: 1, layer: 'Conv2d' };
    class Parent extends Module {
      constructor(List: typeof ModuleList) {
        super(initCfg);
        this.child('convs', new List([new ConvModule(2, 4, 3)]));
      }
    }
    const valuesIn = (List: typeof ModuleList) => {
      const parent = new Parent(List);
      init(parent);
      return new Set([...parent.namedParameters()][0][1].read());
    };
    expect(valuesIn(PlainModuleList)).toEqual(new Set([1]));
    expect(valuesIn(ModuleList).size).toBeGreaterThan(10);
  });

  it('hands a checkpoint to the loader and leaves the children alone', () => {
    const asked: unknown[] = [];
    const head = new Head({ type: 'Pretrained', checkpoint: 'a.pth', prefix: 'backbone.' });
    head.initWeights({
      random: new Random(0),
      logger: silentLogger,
      loadPretrained: (...call) => asked.push(call),
    });
    expect(asked).toEqual([[head, 'a.pth', 'backbone.']]);
  });
});

describe('initCfgOption', () => {
  it('names an unknown key', () => {
    expect(() => initCfgOption.parse({ type: 'Normal', sdt: 1 })).toThrow();
  });
});
