/** @module The command to run after pre-training: fine-tuning of the same detector from the new weights. */
import { dirname, join, relative, resolve } from 'node:path';
import { loadConfig } from '../../config/index.js';
import { publishedConfigs as configs, shellWord } from '../../core/index.js';

/** Fine-tuning config of each published pre-training, by detector. */
const FINETUNING: Record<string, string> = {
  SelfSupMaskRCNN: 'coco/mask_rcnn_r50_fpn_1x_coco.ts',
  SelfSupRetinaNet: 'coco/retinanet_r50_fpn_1x_coco.ts',
  SelfSupFCOS: 'coco/fcos_r50_fpn_1x_coco.ts',
  SelfSupDETR: 'coco/detr_r50_8x2_150e_coco.ts',
  SelfSupCBv2: 'coco/cbnetv2_swin-L_8x2_1x_coco.ts',
};

/** @param config file of the pre-training. */
export async function nextStep(config: string, folder: string, weights: string): Promise<string> {
  const file = await finetuning(config);
  if (file === undefined) {
    return `Next, fine-tune: give load_from=${shellWord(weights)} to a config of the same detector with your annotations.`;
  }
  const { config: resolved } = await loadConfig(file);
  const counts = classCounts(resolved.model, 'model').map((key) => `${key}=COUNT`);
  const part = (name: string, annotations: string) =>
    [
      `data.${name}.ann_file=${annotations}`,
      `data.${name}.img_prefix=${shellWord(folder)}`,
      `"data.${name}.classes=[NAME,NAME]"`,
    ].join(' ');
  const lines = [
    `npx aligndet train ${shellWord(relative(process.cwd(), file))} --cfg-options`,
    `load_from=${shellWord(weights)}`,
    part('train', 'TRAIN.json'),
    part('val', 'VAL.json'),
    counts.join(' '),
  ];
  const note = /\s/.test(folder + weights)
    ? '--cfg-options removes spaces from values, as mmcv does: use paths without spaces, for example a symbolic link (ln -s).\n'
    : '';
  return (
    'Next, annotate some images (two COCO files, one for training and one for validation), and fine-tune. ' +
    `Replace the words in capitals:\n\n  ${lines.join(' \\\n    ')}\n${note}`
  );
}

async function finetuning(config: string): Promise<string | undefined> {
  if (dirname(resolve(config)) === join(configs, 'quickstart'))
    return join(configs, 'quickstart/finetune.ts');
  const { config: resolved } = await loadConfig(config);
  const { backbone } = resolved.model as { backbone?: { type?: string } };
  const name = FINETUNING[backbone?.type ?? ''];
  return name === undefined ? undefined : join(configs, name);
}

/** Keys of `num_classes` below `value`. */
function classCounts(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    key === 'num_classes' ? [`${path}.${key}`] : classCounts(part, `${path}.${key}`),
  );
}
