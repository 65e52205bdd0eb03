/** @module Names that mmcv 1.6 gives to published backbones, as far as the detectors of AlignDet use them. */

const PYTORCH = 'https://download.pytorch.org/models';
const OPENMMLAB = 'https://download.openmmlab.com/pretrain/third_party';

/** `torchvision://`: the weights of torchvision 0.12, which mmcv uses. */
export const TORCHVISION: Readonly<Record<string, string>> = {
  resnet18: `${PYTORCH}/resnet18-f37072fd.pth`,
  resnet34: `${PYTORCH}/resnet34-b627a593.pth`,
  resnet50: `${PYTORCH}/resnet50-0676ba61.pth`,
  resnet101: `${PYTORCH}/resnet101-63fe2227.pth`,
  resnet152: `${PYTORCH}/resnet152-394f9c45.pth`,
  mobilenet_v2: `${PYTORCH}/mobilenet_v2-b0353104.pth`,
};

/** `open-mmlab://`. */
export const OPEN_MMLAB: Readonly<Record<string, string>> = {
  'mmdet/mobilenet_v2':
    'https://download.openmmlab.com/mmdetection/v2.0/third_party/mobilenet_v2_batch256_imagenet-ff34753d.pth',
  'detectron/resnet50_caffe': `${OPENMMLAB}/resnet50_caffe-788b5fa3.pth`,
  'detectron2/resnet50_caffe': `${OPENMMLAB}/resnet50_msra-5891d200.pth`,
  'detectron/resnet101_caffe': `${OPENMMLAB}/resnet101_caffe-3ad79236.pth`,
  'detectron2/resnet101_caffe': `${OPENMMLAB}/resnet101_msra-6cc46731.pth`,
  'detectron/resnet50_gn': `${OPENMMLAB}/resnet50_gn-9186a21c.pth`,
  'detectron/resnet101_gn': `${OPENMMLAB}/resnet101_gn-cac0ab98.pth`,
  'contrib/resnet50_gn': `${OPENMMLAB}/resnet50_gn_thangvubk-ad1730dd.pth`,
  resnet18_v1c: `${OPENMMLAB}/resnet18_v1c-b5776b93.pth`,
  resnet50_v1c: `${OPENMMLAB}/resnet50_v1c-2cccc1ad.pth`,
  resnet101_v1c: `${OPENMMLAB}/resnet101_v1c-e67eebb6.pth`,
  resnext50_32x4d: `${OPENMMLAB}/resnext50-32x4d-0ab1a123.pth`,
  resnext101_32x4d: `${OPENMMLAB}/resnext101_32x4d-a5af3160.pth`,
  resnext101_64x4d: `${OPENMMLAB}/resnext101_64x4d-ee2c6f71.pth`,
};
