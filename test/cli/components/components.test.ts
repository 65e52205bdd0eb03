import { listComponents } from '../../../aligndet/cli/components/command.js';
import { UsageError } from '../../../aligndet/core/index.js';

describe('aligndet components', () => {
  it('tells what is built from what is declared', () => {
    const heads = listComponents('dense_head').map(({ type, state }) => [type, state]);
    expect(heads).toContainEqual(['RPNHead', 'built']);
    expect(heads).toContainEqual(['DETRHead', 'declared']);
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
      'No slot is called "backbones". Did you mean "backbone"',
    );
  });
});
