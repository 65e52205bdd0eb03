// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is what is tested
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { builtinBuilder } from '../../aligndet/builtins.js';
import { checkConfig, lintTools, loadConfig, migrateToTypeScript } from '../../aligndet/config/index.js';
import { ConfigError } from '../../aligndet/core/index.js';
import { expectMistakes, type MistakeRow } from '../support/mistakes-page.js';

const INTRO = `Each mistake is seeded into a config over \`configs/coco/mask_rcnn_r50_fpn_1x_coco.ts\`, into a file of its own, or into
\`--cfg-options\` (\`test/config/mistakes.test.ts\`).`;
const BASE = resolve('configs/coco/mask_rcnn_r50_fpn_1x_coco.ts');
const HEADER = '/**\n * Run:       bash tools/dist_train.sh a.ts 8\n * Reference: none.\n */\n';

interface Mistake {
  readonly what: string;
  /** What is written, as the page shows it: a key of a config over a published one, an option, or a whole file. */
  readonly written: string;
  readonly as?: 'option' | 'file' | 'python' | 'file-py' | 'json' | 'lint';
}

/** What is written to a file of its own, by the file's ending. */
const EXTENSIONS: Partial<Record<string, string>> = { file: '.ts', 'file-py': '.py', json: '.json' };

const mistakes: readonly Mistake[] = [
  { what: 'a misspelt key', written: 'model: { backbone: { dept: 101 } }' },
  { what: 'a misspelt key of the top level', written: 'optimzer: { lr: 0.01 }' },
  { what: 'a misspelt key whose value stands elsewhere', written: 'sed: 50' },
  { what: 'a component that mmdetection publishes', written: "model: { neck: { type: 'FPG' } }" },
  {
    what: 'an option that mmdetection publishes',
    written: 'model: { train_cfg: { rpn: { ga_sampler: {} } } }',
  },
  { what: '`train_cfg` at two places', written: 'train_cfg: { rpn: {} }' },
  {
    what: 'an old option beside the new one',
    written: "model: { pretrained: 'torchvision://resnet101' }",
  },
  {
    what: 'an old threshold beside the new form of it',
    written: 'model: { test_cfg: { rpn: { nms_thr: 0.5 } } }',
  },
  {
    what: 'proposals over all levels',
    written: 'model: { test_cfg: { rpn: { nms_across_levels: true } } }',
  },
  { what: 'epochs said twice', written: 'total_epochs: 24' },
  {
    what: 'a `${key}` that is not there',
    written: "model: { backbone: { depth: '${model.backbone.dept}' } }",
  },
  { what: 'a circle of `${key}`', written: "load_from: '${resume_from}', resume_from: '${load_from}'" },
  { what: 'an object inside of a text', written: "work_dir: 'runs/${model.neck}'" },
  {
    what: 'a variable of the environment that is not set',
    written: "data: { train: { img_prefix: '{{$NOT_SET}}/train2017' } }",
  },
  {
    what: 'a variable without default, in Python',
    written: "data_root = '{{$NOT_SET:}}'\n",
    as: 'file-py',
  },
  { what: 'a default with spaces', written: "work_dir: '{{$NOT_SET:my runs}}'" },
  { what: 'an old name', written: 'data: { imgs_per_gpu: 2 }', as: 'lint' },
  {
    what: 'the old form of the NMS of proposals',
    written: 'model: { test_cfg: { rpn: { max_num: 1000 } } }',
    as: 'lint',
  },
  { what: 'a key at the wrong level', written: 'model: { num_classes: 20 }' },
  { what: 'a key of `data` that nothing reads', written: 'data: { sample_per_gpu: 4 }' },
  {
    what: 'a misspelt key of a transform',
    written: "data: { val: { pipeline: [{ type: 'LoadImageFromFile', to_flot32: true }] } }",
  },
  { what: 'a misspelt detector', written: "model: { type: 'MaskRCN' }" },
  { what: 'a misspelt backbone', written: "model: { backbone: { type: 'Resnet' } }" },
  {
    what: 'a misspelt loss',
    written: "model: { rpn_head: { loss_bbox: { _delete_: true, type: 'GIoUlos' } } }",
  },
  { what: 'a misspelt transform', written: "data: { val: { pipeline: [{ type: 'LoadImageFromFil' }] } }" },
  { what: 'a misspelt dataset', written: "data: { train: { type: 'CocoDatset' } }" },
  { what: 'a misspelt optimizer', written: "optimizer: { type: 'SDG' }" },
  { what: 'a misspelt schedule', written: "lr_config: { policy: 'stepp' }" },
  { what: 'a misspelt hook', written: "custom_hooks: [{ type: 'NumClassCheckHok' }]" },
  { what: 'a runner of another name', written: "runner: { type: 'EpochBasedRuner' }" },
  { what: 'an option of another runner', written: 'runner: { max_iters: 1000 }' },
  { what: 'a component without `type`', written: 'model: { neck: { _delete_: true, in_channels: [256] } }' },
  { what: 'a component that is a text', written: "model: { neck: 'FPN' }" },
  { what: 'a `type` that is no text', written: 'model: { neck: { type: 5 } }' },
  { what: 'a number in quotes', written: "model: { backbone: { depth: '50' } }" },
  { what: 'a depth that does not exist', written: 'model: { backbone: { depth: 51 } }' },
  { what: 'a list for a number', written: 'data: { samples_per_gpu: [2] }' },
  { what: 'no image in a batch', written: 'data: { samples_per_gpu: 0 }' },
  { what: 'a fraction of an epoch', written: 'runner: { max_epochs: 1.5 }' },
  { what: 'a learning rate below zero', written: 'optimizer: { lr: -0.01 }' },
  { what: 'options of the old component beside the new one', written: "optimizer: { type: 'AdamW' }" },
  { what: 'an option that is missing', written: "lr_config: { _delete_: true, policy: 'step' }" },
  { what: 'an unknown log level', written: "log_level: 'VERBOSE'" },
  {
    what: '`_delete_` of nothing',
    written: "model: { neck: { init_cfg: { _delete_: true, type: 'Xavier', layer: 'Conv2d' } } }",
  },
  { what: 'an object where a base holds null', written: "load_from: { path: 'a.pth' }" },
  { what: 'an object where a base holds a list', written: 'workflow: { train: 1 }' },
  {
    what: 'an object where a base holds a list of objects',
    written: "data: { train: { pipeline: { type: 'Resize' } } }",
  },
  { what: 'a name that mmcv reserves', written: "filename: 'a'" },
  { what: 'a value that is undefined', written: 'seed: undefined' },
  { what: 'a function as a value', written: 'seed: () => 1' },
  { what: 'a class as a value', written: 'seed: new Date(0)' },
  { what: 'a reference to nothing', written: "model: { neck: '{{ _base_.model.nek }}' }" },
  { what: 'a reference inside of a text', written: "work_dir: 'x/{{ _base_.model.type }}'" },
  { what: 'the key `__proto__`', written: '{ "a": { "__proto__": { "b": 1 } } }', as: 'json' },
  { what: 'JSON with a comma too many', written: '{ "a": 1, }', as: 'json' },
  { what: 'a base that does not exist', written: "export default { _base_: './bse.ts' };", as: 'file' },
  { what: 'a base that is undefined', written: 'export default { _base_: undefined };', as: 'file' },
  { what: 'a base that is a number', written: 'export default { _base_: 5 };', as: 'file' },
  { what: 'a config that is its own base', written: "export default { _base_: './a.ts' };", as: 'file' },
  { what: 'a config without default export', written: 'export const model = {};', as: 'file' },
  { what: 'a syntax error', written: 'export default { a: 1,, };', as: 'file' },
  {
    what: 'an error while the file runs',
    written: 'const a = null as any; export default { b: a.c };',
    as: 'file',
  },
  {
    what: 'an import of a package that is not installed',
    written: "import base from 'bse'; export default { _base_: base };",
    as: 'file',
  },
  {
    what: 'a config that imports itself',
    written: "import base from './a.js'; export default { _base_: base };",
    as: 'file',
  },
  {
    what: 'an import that configs do not get',
    written: "import { Trainer } from 'aligndet'; export default { a: Trainer };",
    as: 'file',
  },
  { what: 'an option without `=`', written: 'optimizer.lr', as: 'option' },
  { what: 'a misspelt option', written: 'optimizer.lrr=0.01', as: 'option' },
  { what: 'an option that no run reads', written: 'learning_rate=0.01', as: 'option' },
  { what: 'an option that sets a variable of the file', written: 'data_root=/data/', as: 'option' },
  { what: 'an option with brackets that do not pair', written: 'lr_config.step=[8,(11]', as: 'option' },
  {
    what: 'an option with an index that is not there',
    written: 'data.train.pipeline.99.type=Pad',
    as: 'option',
  },
  { what: 'an option that replaces one element of a list', written: 'lr_config.step.0=9', as: 'option' },
  {
    what: 'an option that gives an element of a list another type',
    written: 'data.train.pipeline.2.type=LoadProposals',
    as: 'option',
  },
  {
    what: 'an option of a list, without an index',
    written: 'data.train.pipeline.img_scale=5',
    as: 'option',
  },
  { what: 'an option inside of a text', written: 'optimizer.type.name=SGD', as: 'option' },
  { what: 'an import in a Python config', written: 'import torch', as: 'python' },
  { what: 'a name that a Python config does not define', written: "a = open('x')", as: 'python' },
  { what: 'a bracket that is missing in a Python config', written: 'a = dict(b=1', as: 'python' },
  { what: 'an endless loop in a Python config', written: 'while True: pass', as: 'python' },
  {
    what: 'classes that do not fit the data',
    written: 'model: { roi_head: { bbox_head: { num_classes: 20 } } }',
    as: 'lint',
  },
  {
    what: 'a pipeline that does not reach the run',
    written: "train_pipeline: [{ type: 'LoadImageFromFile' }]",
    as: 'lint',
  },
  { what: 'more images without another rate', written: 'data: { samples_per_gpu: 4 }', as: 'lint' },
  { what: 'a rate ten times too high', written: 'optimizer: { lr: 0.2 }', as: 'lint' },
  { what: 'fewer levels than anchors', written: 'model: { neck: { num_outs: 4 } }', as: 'lint' },
  {
    what: 'a warm-up longer than the run',
    written: 'lr_config: { warmup_by_epoch: true, warmup_iters: 20 }',
    as: 'lint',
  },
  {
    what: 'logs less often than the run has iterations',
    written:
      "runner: { _delete_: true, type: 'IterBasedRunner', max_iters: 900 }, log_config: { interval: 1000 }",
    as: 'lint',
  },
  { what: 'an empty object', written: 'model: { neck: {} }', as: 'lint' },
  { what: 'a key that nothing reads', written: 'batch_size: 4', as: 'lint' },
  { what: 'frozen stages without weights', written: 'model: { backbone: { init_cfg: null } }', as: 'lint' },
];

const { lintConfigs } = await lintTools();
const builder = builtinBuilder();

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'aligndet-mistakes-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const child = (own: string) =>
  write(
    'a.ts',
    `${HEADER}import { defineConfig } from 'aligndet';\n\nexport default defineConfig({\n  _base_: '${BASE}',\n  ${own},\n});\n`,
  );

async function messageOf({ written, as }: Mistake): Promise<string> {
  if (as === 'lint') {
    const findings = await lintConfigs([child(written)], builder);
    return findings
      .map(({ code, message, location }) => `a.ts:${location.line}:${location.column} ${code}: ${message}`)
      .join('\n');
  }
  if (as === 'python') {
    const file = write('a.py', written);
    const migration = migrateToTypeScript(file, { target: join(folder, 'b.ts') });
    return migration.then(() => '', messageOfError);
  }
  const extension = as === undefined ? undefined : EXTENSIONS[as];
  const file = extension === undefined ? undefined : write(`a${extension}`, written);
  const path = file ?? (as === 'option' ? BASE : child(written));
  try {
    const loaded = await loadConfig(path, { overrides: as === 'option' ? [written] : [] });
    const issues = await checkConfig(loaded, builder);
    return issues.length === 0 ? '' : ConfigError.of(issues).message;
  } catch (error) {
    return messageOfError(error);
  }
}

function messageOfError(error: unknown): string {
  return (error as Error).message;
}

/** Without what differs from machine to machine, and without the lists of names, which grow. */
function steady(message: string): string {
  return message
    .replaceAll(`${folder}/`, '')
    .replaceAll(`${resolve('configs')}/`, 'configs/')
    .replaceAll(/ Known: [^\n]*?\.(?= \(| It is inherited|$|\n)/g, ' Known: ...');
}

describe('mistakes', () => {
  it('each get a message that says where and what', async () => {
    const rows: MistakeRow[] = [];
    for (const mistake of mistakes) {
      rows.push({ ...mistake, message: steady(await messageOf(mistake)) });
    }
    expectMistakes('Configs', INTRO, rows);
  });
});
