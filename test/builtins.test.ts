import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { builtinBuilder } from '../aligndet/builtins.js';
import { checkConfig, loadConfig } from '../aligndet/config/index.js';
import { type Builder, type ComponentConfig, NotBuiltError } from '../aligndet/core/index.js';

const folder = resolve(import.meta.dirname, '../configs');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('pieces.ts'))
  .map((file) => file.replaceAll('\\', '/'));

/** Options that a component cannot do without, for those whose default config is checked below. */
const needed: Record<string, object> = {
  DETR: {
    backbone: { type: 'ResNet', depth: 18 },
    bbox_head: { type: 'FCOSHead', num_classes: 1, in_channels: 1 },
  },
};

describe('the built-in components', () => {
  const builder: Builder = builtinBuilder();

  it.each(files)('know everything that %s names, key by key', async (file) => {
    expect(await checkConfig(await loadConfig(join(folder, file)), builder)).toEqual([]);
  });

  it.each([
    ['backbone', 'MobileNetV2'],
    ['assigner', 'HungarianAssigner'],
    ['detector', 'DETR'],
  ] as const)('say that the %s %s is declared, not built', (slot, type) => {
    const config: ComponentConfig = { type, ...needed[type] };
    expect(builder.check(slot, config)).toEqual([]);
    const build = () => builder.build(slot, config, 'model.part');
    expect(build).toThrow(NotBuiltError);
    expect(build).toThrow(
      `model.part: the ${slot} "${type}" is declared, not built yet: its config is checked, but nothing can be made of it.`,
    );
  });

  it('are named, where a config needs some that are declared only', async () => {
    const needs = async (file: string) => {
      const { config } = await loadConfig(join(folder, file));
      return builder.declaredIn('detector', config.model);
    };
    expect(await needs('coco/mask_rcnn_r50_fpn_1x_coco.ts')).toEqual([]);
    expect(await needs('coco/fcos_r50_fpn_1x_coco.ts')).toEqual([]);
    expect(await needs('selfsup/fcos.ts')).toEqual([]);
    expect(await needs('other_backbones/finetune/mask_rcnn_mbv2_fpn_1x_coco.ts')).toEqual([
      'backbone "MobileNetV2"',
    ]);
  });

  it.each([
    [{ type: 'SwinTransformer', embed_dimss: 96 }, 'embed_dimss: unknown key. Did you mean "embed_dims"'],
    [{ type: 'MobileNetV2', out_indices: [8] }, 'out_indices.0: Too big: expected number to be <=7.'],
  ])('check %j as strictly as what is built', (config, message) => {
    expect(() => builder.parse('backbone', config)).toThrow(message);
  });
});
