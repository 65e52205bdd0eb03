import { listComponents } from '../../../aligndet/cli/components/command.js';
import { UsageError } from '../../../aligndet/core/index.js';

describe('aligndet components', () => {
  it('tells what is built from what is declared', () => {
    const backbones = listComponents('backbone').map(({ type, state }) => [type, state]);
    expect(backbones).toContainEqual(['ResNet', 'built']);
    expect(backbones).toContainEqual(['PyramidVisionTransformer', 'declared']);
  });

  it('lists every slot, each sorted by name', () => {
    const all = listComponents();
    expect(new Set(all.map(({ slot }) => slot)).size).toBeGreaterThan(20);
    const backbones = all.filter(({ slot }) => slot === 'backbone').map(({ type }) => type);
    expect(backbones).toEqual([...backbones].sort((a, b) => a.localeCompare(b)));
  });

  it('names the nearest slot for one that is not there', () => {
    expect(() => listComponents('backbones')).toThrow(UsageError);
    expect(() => listComponents('backbones')).toThrow(
      '--slot: no slot is called "backbones". Did you mean "backbone"',
    );
  });
});
