// A strict program that uses what each entry declares.
import { defineConfig, loadConfig } from 'aligndet';
import * as checkpoint from 'aligndet/checkpoint';
import * as components from 'aligndet/components';
import * as configs from 'aligndet/config';
import { type Tensor, tensor } from 'aligndet/engine';
import * as evaluation from 'aligndet/evaluation';
import own from './own-config.js';

export const sum: Tensor = tensor([1, 2]).add(3).sum();
export const first: number | undefined = (await sum.data())[0];
export const config = (await loadConfig('own-config.ts')).config;
export const rest = [checkpoint, components, configs, evaluation, own];

export default defineConfig({
  _base_: 'aligndet/configs/coco/retinanet_r50_fpn_1x_coco.ts',
  model: {
    bbox_head: {
      // @ts-expect-error loss_weight is misspelled
      loss_bbox: { type: 'GIoULoss', loss_weigth: 2 },
    },
  },
});
