import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { commands } from '../../../aligndet/cli/commands.js';
import { candidatesFor } from '../../../aligndet/cli/completion/candidates.js';
import { optionCandidates } from '../../../aligndet/cli/completion/option-keys.js';
import { completionScript, shells } from '../../../aligndet/cli/completion/scripts.js';
import { wordsOf } from '../../../aligndet/cli/completion/words.js';
import type { JsonSchema } from '../../../aligndet/config/index.js';

const repository = resolve(import.meta.dirname, '../../..');
const config = join(repository, 'configs/coco/mask_rcnn_r50_fpn_1x_coco.ts');

async function complete(line: string): Promise<string[]> {
  return (await candidatesFor(wordsOf(line), commands)).map(({ text }) => text);
}

describe('completion', () => {
  it.each<[string, string[]]>([
    ['aligndet tra', ['train']],
    ['aligndet config ex', ['explain']],
    ['npx aligndet tra', ['train']],
    ['npx aligndet train x --resume', ['--resume-from']],
    [`aligndet train ${config} --resume`, ['--resume-from']],
    [
      `aligndet train ${repository}/configs/coco/detr_r50_8x2_5`,
      [`${repository}/configs/coco/detr_r50_8x2_50e_coco.ts`],
    ],
    [`aligndet train ${repository}/conf`, [`${repository}/configs/`]],
    [`aligndet train ${config} --cfg-options model.backbone.dep`, ['model.backbone.depth=']],
    [`aligndet train ${config} --cfg-options seed=1 model.roi`, ['model.roi_head.']],
    [
      `aligndet train ${config} --cfg-options model.backbone.style=`,
      ['model.backbone.style=pytorch', 'model.backbone.style=caffe'],
    ],
    [`aligndet train ${config} --cfg-options model.neck.type=CB`, ['model.neck.type=CBFPN']],
    [`aligndet train ${config} --cfg-options lr_config.policy=st`, ['lr_config.policy=step']],
    [
      `aligndet train ${config} --cfg-options data.train.pipeline.0.`,
      [
        'data.train.pipeline.0.type=',
        'data.train.pipeline.0.to_float32=',
        'data.train.pipeline.0.color_type=',
        'data.train.pipeline.0.channel_order=',
        'data.train.pipeline.0.file_client_args.',
      ],
    ],
    ['aligndet no-such-command ', []],
    ['aligndet train /no/such/folder/', []],
  ])('of %s', async (line, expected) => {
    expect(await complete(line)).toEqual(expect.arrayContaining(expected));
    expect((await complete(line)).length).toBe(expected.length);
  });

  it('offers the keys of every component before a config is named', async () => {
    expect(await complete('aligndet train --cfg-options optimizer.')).toEqual(
      expect.arrayContaining(['optimizer.momentum=', 'optimizer.betas=']),
    );
  });

  it('knows keys that only the config has', () => {
    const schema: JsonSchema = { $defs: { run: { properties: { model: {} } } } };
    const found = optionCandidates('my.', schema, { my: { own: 1 } });
    expect(found).toEqual([{ text: 'my.own=', about: '', isDone: false }]);
  });

  it.each(shells)('prints a script for %s that asks the program', (shell) => {
    expect(completionScript(shell, "'node' 'aligndet.mjs'")).toContain(
      `'node' 'aligndet.mjs' completion ${shell} --line`,
    );
  });
});

describe('words of a line', () => {
  it.each<[string, readonly string[], string]>([
    ['a b', ['a'], 'b'],
    ['a b ', ['a', 'b'], ''],
    [`a "b c" 'd`, ['a', 'b c'], 'd'],
    ['a b\\ c', ['a'], 'b c'],
    ['', [], ''],
  ])('%j', (line, before, current) => {
    expect(wordsOf(line)).toEqual({ before, current });
  });

  it('end at the cursor', () => {
    expect(wordsOf('aligndet train x', 11)).toEqual({ before: ['aligndet'], current: 'tr' });
  });
});

/** What bash itself makes of the script. */
function inBash(line: string): string[] {
  const script = `source <(node tools/aligndet.mjs completion bash)
COMP_LINE=$1 COMP_POINT=\${#1}
_aligndet
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const options = { cwd: repository, encoding: 'utf8' } as const;
  return execFileSync('bash', ['-c', script, 'bash', line], options)
    .split('\n')
    .filter((word) => word !== '');
}

describe('bash', () => {
  it.each<[string, string[]]>([
    ['aligndet qui', ['quickstart ']],
    ['aligndet train configs/coco/fcos', ['configs/coco/fcos_r50_fpn_1x_coco.ts ']],
    [
      'aligndet train configs/coco/fcos_r50_fpn_1x_coco.ts --cfg-options model.bbox_head.center',
      [
        'model.bbox_head.center_sampling=',
        'model.bbox_head.center_sample_radius=',
        'model.bbox_head.centerness_on_reg=',
      ],
    ],
    [
      'aligndet train configs/coco/fcos_r50_fpn_1x_coco.ts --cfg-options model.neck.add_extra_convs=on_o',
      ['on_output '],
    ],
  ])('completes %s', (line, expected) => {
    expect(inBash(line).sort()).toEqual(expected.sort());
  });
});
