import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeTorchFile } from '../../../aligndet/checkpoint/index.js';
import { Random, silentLogger, silentProgress } from '../../../aligndet/core/index.js';
import { type InitCfg, Linear, Module } from '../../../aligndet/nn/index.js';
import { fetchInitialWeights, initialiseModel } from '../../../aligndet/run/training/initial-weights.js';

class Part extends Module {
  readonly fc = this.child('fc', new Linear(1, 1));
}

class Model extends Module {
  readonly backbone: Part;
  readonly head = new Part();

  constructor(initCfg: InitCfg) {
    super();
    this.backbone = this.child('backbone', new Part(initCfg));
    this.child('head', this.head);
  }
}

const weightsOf = ({ fc }: Part) => [...fc.namedState()].map(([, state]) => state.read()[0]);
const scalar = (value: number, ...shape: number[]) => ({
  dtype: 'float32' as const,
  shape,
  data: Float32Array.of(value),
});

describe('what training starts from', () => {
  const folder = mkdtempSync(join(tmpdir(), 'initial-'));
  const file = (name: string) => join(folder, name);
  const warnings: string[] = [];
  const logger = { ...silentLogger, warn: (text: string) => warnings.push(text) };
  const options = { logger, progress: silentProgress, isOffline: true, allowPartial: false };
  const absent: InitCfg = { type: 'Pretrained', checkpoint: file('absent.pth') };

  beforeAll(() => {
    writeTorchFile(file('backbone.pth'), { 'fc.weight': scalar(3, 1, 1), 'fc.bias': scalar(4, 1) });
    writeTorchFile(file('detector.pth'), {
      state_dict: {
        'backbone.fc.weight': scalar(5, 1, 1),
        'backbone.fc.bias': scalar(6, 1),
        'head.fc.bias': scalar(7, 1),
      },
    });
    writeTorchFile(file('head.pth'), { 'head.fc.weight': scalar(1, 1, 1), 'head.fc.bias': scalar(1, 1) });
  });
  beforeEach(() => {
    warnings.length = 0;
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function start(initCfg: InitCfg, loadFrom?: string): Promise<Model> {
    const initial = await fetchInitialWeights({ backbone: { init_cfg: initCfg } }, loadFrom, options);
    const model = new Model(initCfg);
    initialiseModel(model, initial, new Random(0), options);
    return model;
  }

  it('loads a part from its file and draws the rest', async () => {
    const { backbone, head } = await start({ type: 'Pretrained', checkpoint: file('backbone.pth') });
    expect(weightsOf(backbone)).toEqual([3, 4]);
    expect(weightsOf(head)).not.toContain(0); // drawn, as PyTorch's constructor draws
  });

  it('takes what is below a prefix', async () => {
    const checkpoint = file('detector.pth');
    const { backbone } = await start({ type: 'Pretrained', checkpoint, prefix: 'backbone.' });
    expect(weightsOf(backbone)).toEqual([5, 6]);
  });

  it('lets load_from have the last word', async () => {
    const initCfg: InitCfg = { type: 'Pretrained', checkpoint: file('backbone.pth') };
    const { backbone, head } = await start(initCfg, file('detector.pth'));
    expect(weightsOf(backbone)).toEqual([5, 6]);
    expect(weightsOf(head)[1]).toBe(7);
  });

  it('says what to do about a file that cannot be had', async () => {
    await expect(start(absent)).rejects.toThrow(
      /^model\.backbone\.init_cfg: the weights ".*absent\.pth" cannot be loaded: .*no such file[\s\S]*model\.backbone\.init_cfg\.checkpoint=FILE\.pth[\s\S]*model\.backbone\.init_cfg=None/,
    );
    await expect(start({ type: 'Pretrained', checkpoint: 'https://127.0.0.1/none.pth' })).rejects.toThrow(
      /is not in the cache .* and downloads are disabled/,
    );
  });

  it('does without that file when load_from has all of the part', async () => {
    expect(weightsOf((await start(absent, file('detector.pth'))).backbone)).toEqual([5, 6]);
    expect(warnings.at(-1)).toMatch(/cannot be loaded.*so the run continues/);
    await expect(start(absent, file('head.pth'))).rejects.toThrow(/^model\.backbone\.init_cfg/);
  });

  it('finds the older spelling of a backbone', async () => {
    const model = { backbone: { pretrained: file('absent.pth') } };
    await expect(fetchInitialWeights(model, undefined, options)).rejects.toThrow(
      '--cfg-options model.backbone.pretrained=FILE.pth',
    );
  });
});
