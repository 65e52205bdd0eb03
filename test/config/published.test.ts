import { builtinBuilder } from '../../aligndet/builtins.js';
import { publishedNames } from '../../aligndet/config/index.js';
import { publishedIn } from '../../tools/maintain/published_names.js';

const builder = builtinBuilder();

function messageFor(slot: string, type: string): string {
  return builder.check(slot, { type })[0].message;
}

describe('names that others publish', () => {
  it.each([
    ['backbone', 'TridentResNet', 'mmdetection'],
    ['neck', 'RFP', 'mmdetection'],
    ['neck', 'FPG', 'mmdetection'],
    ['prior_generator', 'LegacySSDAnchorGenerator', 'mmdetection'],
    ['transform', 'PackDetInputs', 'mmdetection 3'],
    ['backbone', 'mmcls.ConvNeXt', 'mmclassification'],
    ['backbone', 'CBRes2Net', 'CBNetV2'],
    ['optimizer', 'Rprop', 'PyTorch'],
    ['lr_updater', 'YOLOX', 'mmdetection'],
  ])('are told, not taken for another: %s "%s" of %s', (slot, type, publisher) => {
    const message = messageFor(slot, type);
    expect(message).toContain(`it is published by ${publisher}, but not implemented here.`);
    expect(message).not.toContain('Did you mean');
    expect(builder.check(slot, { type })[0].rename).toBeUndefined();
  });

  it('are told of another slot, too', () => {
    expect(messageFor('neck', 'ResNet')).toContain('no neck is called "ResNet": it is a backbone.');
  });

  it('hold every option that is told as published', () => {
    expect(publishedNames.hasOption('ga_sampler')).toBe(true);
    expect(publishedNames.hasOption('dept')).toBe(false);
  });
});

describe('publishedIn', () => {
  it('reads names and options off the calls that register', () => {
    const source = `
@BACKBONES.register_module(name='Net', force=True)
@other(x)
class NetV1(nn.Module):
    def __init__(self, depth, out=(0, 1), *, norm_cfg=dict(type='BN'), **kwargs):
        pass

LAYERS.register_module('BN', module=nn.BatchNorm2d)
for module in [nn.ReLU, nn.Tanh]:
    ACT.register_module(module=module)
@HOOKS.register_module()
class StepLrUpdaterHook(Hook):
    pass
`;
    const { components, options } = publishedIn(source, false);
    expect([...components].sort()).toEqual(
      ['BN', 'BatchNorm2d', 'Net', 'NetV1', 'ReLU', 'Step', 'StepLrUpdaterHook', 'Tanh'].sort(),
    );
    expect([...options]).toEqual(['depth', 'out', 'norm_cfg']);
  });

  it('reads names and keys off configs', () => {
    const { components, options } = publishedIn("model = dict(type='Net', n=1)\nx = {'key': 2}\n", true);
    expect([...components]).toEqual(['Net']);
    expect([...options]).toEqual(['model', 'type', 'n', 'x', 'key']);
  });
});
