import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { builtinBuilder } from '../aligndet/builtins.js';
import { checkConfig, loadConfig } from '../aligndet/config/index.js';
import { type Builder, NotBuiltError } from '../aligndet/core/index.js';

const folder = resolve(import.meta.dirname, '../configs');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('pieces.ts'))
  .map((file) => file.replaceAll('\\', '/'));

describe('the built-in components', () => {
  const builder: Builder = builtinBuilder();

  it.each(files)('know everything that %s names, key by key', async (file) => {
    expect(await checkConfig(await loadConfig(join(folder, file)), builder)).toEqual([]);
  });

  it.each(['PyramidVisionTransformer', 'PyramidVisionTransformerV2'])(
    'say that the backbone %s is declared, not built',
    (type) => {
      expect(builder.check('backbone', { type })).toEqual([]);
      const build = () => builder.build('backbone', { type }, 'model.part');
      expect(build).toThrow(NotBuiltError);
      expect(build).toThrow(
        `model.part: the backbone "${type}" is declared but not implemented yet: its config is checked, but it cannot be built.`,
      );
    },
  );

  it('are named, where a config needs some that are declared only', async () => {
    const needs = async (file: string) => {
      const { config } = await loadConfig(join(folder, file));
      return builder.declaredIn('detector', config.model);
    };
    expect(await needs('coco/mask_rcnn_r50_fpn_1x_coco.ts')).toEqual([]);
    expect(await needs('coco/fcos_r50_fpn_1x_coco.ts')).toEqual([]);
    expect(await needs('selfsup/fcos.ts')).toEqual([]);
    expect(await needs('other_backbones/finetune/mask_rcnn_mbv2_fpn_1x_coco.ts')).toEqual([]);
    const { config } = await loadConfig(join(folder, 'coco/retinanet_r50_fpn_1x_coco.ts'));
    const model = { ...(config.model as object), backbone: { type: 'PyramidVisionTransformer' } };
    expect(builder.declaredIn('detector', model)).toEqual(['backbone "PyramidVisionTransformer"']);
  });

  it.each([
    [{ type: 'SwinTransformer', embed_dimss: 96 }, 'embed_dimss: unknown key. Did you mean "embed_dims"'],
    [
      { type: 'MobileNetV2', out_indices: [8] },
      'out_indices.0: expected a number of at most 7, but got number 8.',
    ],
  ])('check %j as strictly as what is built', (config, message) => {
    expect(() => builder.parse('backbone', config)).toThrow(message);
  });
});
