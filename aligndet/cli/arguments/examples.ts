/** @module Example command lines for each command. Words in capitals are placeholders. */

type Example = readonly [line: string, about: string];

export const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
  setup: [
    ['aligndet setup', 'downloads TensorFlow once; every command that needs it does so too'],
    ['aligndet setup --from WHEEL', 'on a machine without a network'],
  ],
  doctor: [['aligndet doctor', 'one line per requirement']],
  init: [['aligndet init my-detector', 'then: cd my-detector, npm install, npm test, npm run train']],
  quickstart: [
    ['aligndet quickstart --tiny', 'a smoke test'],
    ['aligndet quickstart --data FOLDER', 'with your images and COCO annotations'],
  ],
  pretrain: [['aligndet pretrain FOLDER', 'on a folder of images without labels']],
  train: [
    ['aligndet train configs/selfsup/mask_rcnn.ts', 'into work_dirs/mask_rcnn'],
    ['aligndet train CONFIG --work-dir DIR --auto-resume', 'resumes the last run in DIR'],
    [
      'aligndet train CONFIG --cfg-options data.samples_per_gpu=4 optimizer.lr=0.005',
      'overrides values of the config',
    ],
  ],
  test: [
    ['aligndet test CONFIG work_dirs/NAME/latest.pth --eval bbox segm', 'COCO metrics of boxes and masks'],
    ['aligndet test CONFIG CHECKPOINT --out results.json', 'all detections, as a file for pycocotools'],
    ['aligndet test CONFIG CHECKPOINT --show-dir seen --show-score-thr 0.5', 'draws detections into seen/'],
  ],
  predict: [
    [
      'aligndet predict CONFIG CHECKPOINT photo.jpg --out seen',
      'prints what is found, and draws it on seen/photo.jpg',
    ],
    [
      'aligndet predict CONFIG CHECKPOINT photos --json > found.jsonl',
      'every image below photos/, a line of JSON for each: boxes in pixels, scores, class names, masks',
    ],
  ],
  plot: [
    ['aligndet plot work_dirs/NAME', 'losses, learning rates and metrics of the runs in the folder'],
    ['aligndet plot work_dirs/A work_dirs/B --out both.html', 'two runs in the same charts'],
  ],
  'extract-detector-weights': [
    [
      'aligndet extract-detector-weights work_dirs/NAME/epoch_12.pth final_model.pth',
      'then: --cfg-options load_from=final_model.pth',
    ],
  ],
  checkpoint: [
    ['aligndet checkpoint inspect FILE.pth', 'lists its tensors'],
    ['aligndet checkpoint diff A.pth B.pth', 'which tensors differ'],
  ],
  selfsup2mmdet: [
    ['aligndet selfsup2mmdet moco.pth backbone.pth --selfsup moco', 'its encoder as a backbone'],
  ],
  detectron2pytorch: [['aligndet detectron2pytorch R-50.pkl resnet50.pth 50', 'ResNet-50']],
  'convert-detectron2-to-mmdet-mask-rcnn': [
    [
      'aligndet convert-detectron2-to-mmdet-mask-rcnn model_final.pkl mask_rcnn.pth',
      "with mmdetection's names",
    ],
  ],
  regnet2mmdet: [['aligndet regnet2mmdet RegNetX-3.2GF.pyth regnet.pth', "with mmdetection's names"]],
  'publish-model': [
    ['aligndet publish-model latest.pth model.pth', 'writes model-HASH.pth without the optimizer'],
  ],
  'upgrade-model-version': [
    ['aligndet upgrade-model-version old.pth new.pth --num-classes 21', 'a detector of PASCAL VOC'],
  ],
  'upgrade-ssd-version': [['aligndet upgrade-ssd-version old.pth new.pth', 'with the names of 2.14']],
  swin2mmdet: [['aligndet swin2mmdet swin_tiny_patch4_window7_224.pth swin.pth', "with mmdetection's names"]],
  backbone2mmdet: [
    ['aligndet backbone2mmdet FILE.pth backbone.pth', 'detects the layout from the tensor names'],
  ],
  'print-config': [
    ['aligndet print-config CONFIG', 'the config after inheritance'],
    ['aligndet print-config CONFIG --annotate', 'and where each value was set'],
  ],
  lint: [['aligndet lint configs/', 'finds mistakes in every config of a folder']],
  config: [
    ['aligndet config explain CONFIG model.backbone.depth', 'where the value is set, and what it means'],
    ['aligndet config diff A B', 'the values that differ'],
    ['aligndet config migrate CONFIG.py', "mmdetection's config as TypeScript"],
  ],
  'generate-proposals': [
    ['aligndet generate-proposals --images FOLDER --out proposals.json', 'for pre-training on these images'],
  ],
  data: [
    ['aligndet data synth --out data/digits --train 100 --val 20', 'a small detection data set for trials'],
  ],
  'generate-semi-coco': [
    ['aligndet generate-semi-coco --data-dir data/coco --percent 10', 'a tenth keeps its labels'],
  ],
  components: [['aligndet components --slot backbone', 'every backbone']],
  reference: [['aligndet reference --check', 'checks that docs/reference is up to date']],
  completion: [
    ['source <(aligndet completion bash)', 'for this shell; put it into ~/.bashrc for all'],
    ['aligndet completion zsh > ~/.zfunc/_aligndet', 'for zsh, with ~/.zfunc in fpath'],
  ],
};
