import { jest } from '@jest/globals';
import { commands } from '../../../aligndet/cli/commands.js';
import { main } from '../../../aligndet/cli/index.js';

/** What the command is called with; nothing is run. */
async function flagsOf(words: string): Promise<Record<string, unknown>> {
  const argv = words.split(' ').filter((word) => word !== '');
  const command = commands.find((each) => String(each.command).split(' ')[0] === argv[0]);
  const run = jest
    .spyOn(command as unknown as { run: (args: unknown) => Promise<number> }, 'run')
    .mockResolvedValue(0);
  await main(argv);
  expect(process.exitCode).toBe(0);
  return run.mock.calls[0][0] as Record<string, unknown>;
}

afterEach(() => {
  jest.restoreAllMocks();
  process.exitCode = 0;
});

describe("the commands of AlignDet's README", () => {
  it('pre-train', async () => {
    // tools/dist_train.sh turns the number of GPUs into --gpus
    expect(
      await flagsOf('train configs/selfsup/mask_rcnn.ts --gpus 8 --work-dir work_dirs/selfsup_mask-rcnn'),
    ).toMatchObject({
      config: 'configs/selfsup/mask_rcnn.ts',
      gpus: 8,
      'work-dir': 'work_dirs/selfsup_mask-rcnn',
    });
  });

  it('extract the weights', async () => {
    const [from, to] = [
      'work_dirs/selfsup_mask-rcnn/epoch_12.pth',
      'work_dirs/selfsup_mask-rcnn/final_model.pth',
    ];
    expect(await flagsOf(`extract-detector-weights ${from}  ${to}`)).toMatchObject({
      checkpoint: from,
      output: to,
    });
  });

  it('fine-tune, with options of the config before other flags', async () => {
    const flags = await flagsOf(
      'train configs/coco/mask_rcnn_r50_fpn_1x_coco.ts --gpus 8 ' +
        '--cfg-options load_from=work_dirs/selfsup_mask-rcnn/final_model.pth optimizer.lr=3e-2 optimizer.weight_decay=5e-5 ' +
        '--work-dir work_dirs/finetune_mask-rcnn_1x_coco_lr3e-2_wd5e-5',
    );
    expect(flags).toMatchObject({
      'cfg-options': [
        'load_from=work_dirs/selfsup_mask-rcnn/final_model.pth',
        'optimizer.lr=3e-2',
        'optimizer.weight_decay=5e-5',
      ],
      'work-dir': 'work_dirs/finetune_mask-rcnn_1x_coco_lr3e-2_wd5e-5',
    });
  });
});

describe('--cfg-options', () => {
  it.each([
    ['train c.ts --cfg-options a=1 b=2 --seed 3', ['a=1', 'b=2']],
    ['train --cfg-options a=1 --work-dir d c.ts', ['a=1']],
    ['train c.ts --cfg-options=a=1', ['a=1']],
    ['train c.ts --cfg-options a=1 --cfg-options b=-2', ['b=-2']],
    ['print-config c.ts --cfg-options a=[(1,2),3] --json', ['a=[(1,2),3]']],
  ])('takes what argparse takes from "%s"', async (words, expected) => {
    const flags = await flagsOf(words);
    expect(flags['cfg-options']).toEqual(expected);
    expect(flags.config).toBe('c.ts');
  });

  it('is wrong usage without a word behind it', async () => {
    const error = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    await main(['train', 'c.ts', '--cfg-options', '--seed', '3']);
    expect(process.exitCode).toBe(2);
    expect(error.mock.calls.join('')).toContain('--cfg-options needs at least one key=value.');
  });

  it.each([
    ['optimizer.lrr=1', /optimizer\.lrr: unknown key\. Did you mean "lr"\?/],
    ['foo=1', /foo: no run reads the key "foo"/],
    ['data_root=/x/', /data_root: has no effect: "data_root" is a variable of the config file/],
    ['data.train.dataset.pipeline.99.type=A', /index 99 exceeds the list/],
  ])('refuses %s, which nothing would read', async (word, message) => {
    const error = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    await main(['print-config', 'configs/selfsup/mask_rcnn.ts', '--cfg-options', word]);
    expect(process.exitCode).toBe(1);
    expect(error.mock.calls.join('')).toMatch(message);
  });
});
