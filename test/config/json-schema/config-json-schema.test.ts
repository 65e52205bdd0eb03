import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { builtinBuilder } from '../../../aligndet/builtins.js';
import { configJsonSchema, type JsonSchema, loadConfig } from '../../../aligndet/config/index.js';
import { Builder, defineComponent, Registry, slot } from '../../../aligndet/core/index.js';

/** Whether a config fits: JSON Schema read back by zod, with nothing of the schemas that it was made from. */
function validator(schema: JsonSchema, def: string): (config: unknown) => boolean {
  const { anyOf: _, ...rest } = schema;
  const read = z.fromJSONSchema({ ...rest, $ref: `#/$defs/${def}` } as Parameters<
    typeof z.fromJSONSchema
  >[0]);
  return (config) => read.safeParse(config).success;
}

describe('the JSON Schema of configs', () => {
  const schema = configJsonSchema(builtinBuilder());
  const fitsWhole = validator(schema, 'run');
  const fitsChange = validator(schema, 'change.run');
  const load = async (name: string) => {
    const { config } = await loadConfig(resolve(import.meta.dirname, '../../../configs', `${name}.ts`));
    return config as {
      model: { backbone: Record<string, unknown> };
      data: { train: Record<string, unknown> };
    };
  };

  it.each([
    'coco/mask_rcnn_r50_fpn_1x_coco',
    'coco/detr_r50_8x2_150e_coco',
    'coco/cbnetv2_swin-L_8x2_1x_coco',
    'selfsup/cbv2',
    'selfsup/fcos',
    'voc/mask_rcnn_mstrain_12k_voc0712',
    'other_backbones/finetune/mask_rcnn_swin-b-p4-w7_fpn_lsj-scp_3x_coco_simmim',
    '_base_/schedules/schedule_1x',
  ])('accepts %s', async (name) => {
    expect(fitsWhole(await load(name))).toBe(true);
  });

  it('refuses unknown keys, names and values', async () => {
    const { model, data } = await load('coco/mask_rcnn_r50_fpn_1x_coco');
    expect(fitsWhole({ model, data })).toBe(true);
    expect(fitsWhole({ model: { ...model, backbone: { ...model.backbone, dept: 50 } } })).toBe(false);
    expect(fitsWhole({ model: { ...model, backbone: { type: 'ResNett', depth: 50 } } })).toBe(false);
    expect(fitsWhole({ model: { ...model, backbone: { type: 'ResNet' } } })).toBe(false);
    expect(fitsWhole({ lr_config: { policy: 'step', step: [8] } })).toBe(true);
    expect(fitsWhole({ lr_config: { policy: 'stepp', step: [8] } })).toBe(false);
    expect(fitsWhole({ data: { ...data, samples_per_gpu: 0 } })).toBe(false);
  });

  it('lets a config that inherits leave keys out, but not misspell them', () => {
    const _base_ = 'base.json';
    expect(fitsChange({ _base_, model: { backbone: { depth: 101 } } })).toBe(true);
    expect(fitsChange({ _base_, model: { neck: { _delete_: true, type: 'FPN' } } })).toBe(true);
    expect(fitsChange({ _base_, model: { backbone: { dept: 101 } } })).toBe(false);
    expect(fitsChange({ model: { backbone: { depth: 101 } } })).toBe(false); // no base
    expect(fitsChange({ _base_, data: { train: { pipeline: [{ img_scale: [1, 1] }] } } })).toBe(false); // lists replace
  });

  it('knows the rules of a slot', () => {
    const { $defs = {} } = schema;
    expect($defs['hook-or-CheckpointHook']).toBeDefined();
    expect(fitsWhole({ custom_hooks: [{ type: 'NumClassCheckHook', priority: 'LOW' }] })).toBe(true);
    expect(fitsWhole({ checkpoint_config: { interval: 1 } })).toBe(true);
    expect(fitsWhole({ data: { train: [{ type: 'CocoDataset', ann_file: 'a', pipeline: [] }] } })).toBe(true);
  });

  it('writes what stands in it more than once only once', () => {
    const big = z.strictObject(
      Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`key_${i}`, z.number()])),
    );
    const part = (type: string) =>
      defineComponent({ type, schema: z.strictObject({ shape: big, next: slot('part').optional() }) });
    const { $defs = {} } = configJsonSchema(new Builder([new Registry('part', [part('A'), part('B')])]));
    expect($defs['part.A'].properties?.shape).toEqual({ $ref: '#/$defs/shared.shape' });
    expect($defs['part.B'].properties).toMatchObject({
      shape: { $ref: '#/$defs/shared.shape' },
      next: { $ref: '#/$defs/part' },
    });
    expect(Object.keys($defs['shared.shape'].properties ?? {}).length).toBe(30);
  });
});

it('is named by $schema in .json configs, which is for editors only', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aligndet-schema-'));
  const write = (name: string, config: object) =>
    writeFileSync(join(folder, name), JSON.stringify({ $schema: 'config.schema.json', ...config }));
  write('a.json', { seed: 1 });
  write('b.json', { log_level: 'INFO' });
  write('c.json', { _base_: ['a.json', 'b.json'] });
  expect((await loadConfig(join(folder, 'c.json'))).config).toEqual({ seed: 1, log_level: 'INFO' });
  rmSync(folder, { recursive: true });
});
