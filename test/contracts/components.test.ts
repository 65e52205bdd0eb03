import { createHash } from 'node:crypto';
import { z } from 'zod';
import { builtinBuilder } from '../../aligndet/builtins.js';
import { loadStateDict } from '../../aligndet/checkpoint/index.js';
import { Builder, defineComponent, Random, Registry } from '../../aligndet/core/index.js';
import { Module, type StateDict } from '../../aligndet/nn/index.js';
import { type SampleConfig, sampleConfigs } from './sample-configs.js';

const builder = builtinBuilder();
const samples = await sampleConfigs(builder);

/** Built anew, its weights drawn from `seed`. */
function built({ slot, config }: SampleConfig, seed: number): unknown {
  const component = builder.build(slot as never, config) as unknown;
  if (component instanceof Module) component.resetParameters(new Random(seed));
  return component;
}

/** A digest of each tensor, in order; jest compares arrays of millions of elements in minutes. */
function digestsOf(state: StateDict): string[] {
  return [...state].map(([name, { dtype, shape, data }]) => {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    return `${name} ${dtype} [${shape.join()}] ${createHash('sha1').update(bytes).digest('hex')}`;
  });
}

describe.each(samples)('the $slot $type', (sample) => {
  const { slot, type, config } = sample;

  it('is built from the defaults of its schema', () => {
    if (config === undefined) {
      const needs = builder.check(slot, { type }).map(({ path, message }) => `${path}: ${message}`);
      throw new Error(
        `The ${slot} "${type}" cannot be built from its defaults (${needs.join('; ')}), and no config in configs/ uses it. ` +
          'Write a config that does, or a line in test/contracts/minimal-options.ts.',
      );
    }
    expect(built(sample, 1)).toBeDefined();
  });

  it('keeps its options when they are parsed again, as a saved config is', () => {
    const parsed = builder.parse(slot, config);
    expect(builder.parse(slot, parsed)).toEqual(parsed);
  });

  it('gives its state and takes it back', () => {
    const [one, other] = [built(sample, 1), built(sample, 2)];
    if (!(one instanceof Module && other instanceof Module)) return;
    const state = one.stateDict();
    loadStateDict(other, { entries: new Map(state), versions: undefined }, true);
    expect(digestsOf(other.stateDict())).toEqual(digestsOf(state));
    one.dispose();
    other.dispose();
  });
});

it('a component that nothing shows how to build is told from the others', async () => {
  const schema = z.strictObject({ size: z.number() });
  const unknown = defineComponent({ type: 'NobodyUsesIt', schema, build: ({ size }) => size });
  const samples = await sampleConfigs(new Builder([new Registry('sampler', [unknown])]));
  expect(samples).toEqual([{ slot: 'sampler', type: 'NobodyUsesIt', config: undefined }]);
});
