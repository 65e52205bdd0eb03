import { ConfigError } from '../../../aligndet/core/index.js';
import { refuseWhatIsMissing, unsupportedOptions } from '../../../aligndet/run/training/published-keys.js';

describe('unmetWishes', () => {
  it('has nothing to say of most runs', () => {
    expect(unsupportedOptions({})).toEqual([]);
    expect(unsupportedOptions({ fp16: null, workflow: [['train', 1]] })).toEqual([]);
  });

  it('names phases that do not run, and modules that are not loaded', () => {
    const workflow = [
      ['train', 1],
      ['val', 1],
    ];
    expect(unsupportedOptions({ workflow })).toEqual([
      expect.stringContaining('workflow: only the train phase runs'),
    ]);
  });

  it('names half precision', () => {
    const unsupported = unsupportedOptions({ fp16: { loss_scale: 'dynamic' } });
    expect(unsupported).toEqual([expect.stringContaining('fp16: ignored. Training uses float32')]);
  });
});

describe('refuseWhatIsMissing', () => {
  it('refuses what would change the result', () => {
    expect(() => refuseWhatIsMissing({ momentum_config: null })).not.toThrow();
    const refused = () => refuseWhatIsMissing({ momentum_config: { policy: 'cyclic' } });
    expect(refused).toThrow(ConfigError);
    expect(refused).toThrow('momentum_config');
  });
});
