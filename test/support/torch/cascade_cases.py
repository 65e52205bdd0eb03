"""Writes the golden cases of cascades that mmdetection's own configs do not hold: small models, forwards and backwards.

python cascade_cases.py FOLDER [REFERENCE]

FOLDER is test/fixtures/goldens/models; REFERENCE is a checkout of the published AlignDet, which cbnet_htc_r2 needs.
Made with torch 1.13.0, mmcv-full 1.6.0, mmdet 2.25.2, numpy 1.26.4 on a CPU.
"""
import copy
import importlib.util
import json
import os
import struct
import sys

import mmcv
import numpy as np
import torch
from mmdet.core import BitmapMasks
from mmdet.models import build_detector
from pycocotools import mask as rle

SIZE, STRIDES, CLASSES, STUFF = 64, [4, 8], 3, 4


def extractor(size, strides=STRIDES):
    layer = dict(type="RoIAlign", output_size=size, sampling_ratio=0)
    return dict(type="SingleRoIExtractor", roi_layer=layer, out_channels=8, featmap_strides=strides)


def bbox_head(factor, agnostic):
    coder = dict(type="DeltaXYWHBBoxCoder", target_stds=[s / factor for s in (0.1, 0.1, 0.2, 0.2)])
    return dict(type="Shared2FCBBoxHead", in_channels=8, fc_out_channels=8, roi_feat_size=3, num_classes=CLASSES,
                bbox_coder=coder, reg_class_agnostic=agnostic)


def mask_head(kind, **options):
    return dict(type=kind, num_convs=1, roi_feat_size=6, in_channels=8, conv_out_channels=8, num_classes=CLASSES,
                **options)


def stage(threshold):
    assigner = dict(type="MaxIoUAssigner", pos_iou_thr=threshold, neg_iou_thr=threshold, min_pos_iou=threshold)
    sampler = dict(type="RandomSampler", num=1000, pos_fraction=0.5)
    return dict(assigner=assigner, sampler=sampler, mask_size=12, pos_weight=-1)


def model(kind, roi_head, **parts):
    proposals = dict(nms_pre=100, max_per_img=20, nms=dict(type="nms", iou_threshold=0.7), min_bbox_size=0)
    rpn = dict(assigner=dict(type="MaxIoUAssigner", pos_iou_thr=0.7, neg_iou_thr=0.3, min_pos_iou=0.3),
               sampler=dict(type="RandomSampler", num=10000, pos_fraction=0.5, add_gt_as_proposals=False),
               allowed_border=0, pos_weight=-1)
    anchors = dict(type="AnchorGenerator", scales=[4], ratios=[0.5, 1, 2], strides=STRIDES)
    backbone = dict(type="ResNet", depth=18, base_channels=4, num_stages=2, strides=[1, 2], dilations=[1, 1],
                    out_indices=[0, 1])
    return dict(dict(
        type=kind, backbone=backbone, neck=dict(type="FPN", in_channels=[4, 8], out_channels=8, num_outs=2),
        rpn_head=dict(type="RPNHead", in_channels=8, feat_channels=8, anchor_generator=anchors),
        roi_head=dict(num_stages=2, stage_loss_weights=[1, 0.5], bbox_roi_extractor=extractor(3),
                      mask_roi_extractor=extractor(6), **roi_head),
        train_cfg=dict(rpn=rpn, rpn_proposal=proposals, rcnn=[stage(0.5), stage(0.6)]),
        test_cfg=dict(rpn=proposals, rcnn=dict(score_thr=0.01, nms=dict(type="nms", iou_threshold=0.5),
                                               max_per_img=10, mask_thr_binary=0.5))), **parts)


def hybrid(**options):
    heads = [mask_head("HTCMaskHead", with_conv_res=False), mask_head("HTCMaskHead")]
    return dict(type="HybridTaskCascadeRoIHead", bbox_head=[bbox_head(n, True) for n in (1, 2)], mask_head=heads,
                **options)


SEMANTIC = dict(semantic_roi_extractor=extractor(6, [8]), semantic_head=dict(
    type="FusedSemanticHead", num_ins=2, fusion_level=1, num_convs=1, in_channels=8, conv_out_channels=8,
    num_classes=STUFF, loss_seg=dict(type="CrossEntropyLoss", ignore_index=255, loss_weight=0.2)))

SWINS = dict(type="CBSwinTransformer", embed_dim=4, depths=[1] * 4, num_heads=[1] * 4, window_size=4,
             drop_path_rate=0.0)

CASES = {
    # Boxes of each class, which HTC has not: refined by the labels in training, by the best scores in detection.
    "cascade_mask_rcnn_r2": (1, model("CascadeRCNN", dict(
        type="CascadeRoIHead", bbox_head=[bbox_head(n, False) for n in (1, 2)], mask_head=mask_head("FCNMaskHead")))),
    "htc_semantic_r2": (2, model("HybridTaskCascade", hybrid(**SEMANTIC))),
    "htc_apart_r2": (3, model("HybridTaskCascade", hybrid(interleaved=False))),
    "cbnet_htc_r2": (4, model("CBNetHybridTaskCascade", hybrid(), backbone=SWINS, neck=dict(
        type="CBFPN", in_channels=[4, 8, 16, 32], out_channels=8, end_level=1, num_outs=2))),
}


def move(detector):
    """Away from the usual start, where most outputs are near 0."""
    with torch.no_grad():
        for name, parameter in detector.named_parameters():
            noise = torch.randn_like(parameter)
            if any(part in name for part in ("fc_cls.w", "fc_reg.w", "conv_logits.w", "rpn_cls.w")):
                parameter.copy_(0.5 * noise)
            elif "rpn_reg.weight" in name:
                parameter.copy_(0.1 * noise)
            elif parameter.dim() == 1 or "cb_linears" in name:
                parameter.add_(0.1 * noise)


def sample(rng, height, width):
    boxes = np.zeros((2, 4), np.float32)
    masks = np.zeros((2, SIZE, SIZE), np.uint8)
    for box, mask in zip(boxes, masks):
        w, h = rng.randint(16, 32, 2)
        x, y = rng.randint(0, width - w), rng.randint(0, height - h)
        box[:] = x, y, x + w, y + h
        mask[y:y + h, x:x + w] = 1
        mask[y:y + h // 2, x:x + w // 2] = 0
    return boxes, rng.randint(0, CLASSES, 2), masks


def write_case(folder, name, seed, config):
    torch.manual_seed(seed)
    rng = np.random.RandomState(seed)
    detector = build_detector(mmcv.Config(dict(model=copy.deepcopy(config))).model)
    move(detector)
    valid = [(48, 64), (64, 56)]
    metas = [dict(img_shape=[h, w, 3], pad_shape=[SIZE, SIZE, 3], ori_shape=[h // 2, w // 2, 3],
                  scale_factor=[2.0] * 4, flip=False, flip_direction=None) for h, w in valid]
    images = (rng.randint(-128, 128, (2, 3, SIZE, SIZE)) / 64).astype(np.float16)
    for image, (h, w) in zip(images, valid):
        image[:, h:] = 0
        image[:, :, w:] = 0
    inputs = dict(img=images)
    for i, (boxes, labels, masks) in enumerate(sample(rng, h, w) for h, w in valid):
        inputs.update({f"gt_bboxes.{i}": boxes, f"gt_labels.{i}": labels, f"gt_masks.{i}": masks})
    per_image = lambda key: [torch.from_numpy(inputs[f"{key}.{i}"]) for i in range(2)]
    extra = {}
    if "semantic_head" in config["roi_head"]:
        seg = rng.randint(0, STUFF, (2, 1, SIZE // 8, SIZE // 8))
        seg[rng.rand(*seg.shape) < 0.2] = 255
        inputs["gt_semantic_seg"] = seg.astype(np.uint8)
        extra["gt_semantic_seg"] = torch.from_numpy(seg)

    weights = {key: value.clone() for key, value in detector.state_dict().items()}
    given = [dict(meta, scale_factor=np.array(meta["scale_factor"], np.float32)) for meta in metas]
    batch = torch.from_numpy(images.astype(np.float32))
    masks = [BitmapMasks(inputs[f"gt_masks.{i}"], SIZE, SIZE) for i in range(2)]
    losses = detector.train().forward_train(batch, given, per_image("gt_bboxes"), per_image("gt_labels"),
                                            gt_masks=masks, **extra)
    expected = training(detector, losses)
    detector.load_state_dict(weights)
    segments = {}
    with torch.no_grad():
        for i, result in enumerate(detector.eval().simple_test(batch, given, rescale=True)):
            put(f"result.{i}", result, given[i], expected, segments)
        for i in range(2):
            views, view_metas = mirrored(batch[i:i + 1], given[i])
            result = detector.aug_test(views, view_metas, rescale=True)[0]
            put(f"result_tta.{i}", result, given[i], expected, segments)

    os.makedirs(os.path.join(folder, name), exist_ok=True)
    path = lambda file: os.path.join(folder, name, file)
    torch.save(weights, path("weights.pth"))
    save(path("inputs.safetensors"), inputs)
    save(path("expected.safetensors"), expected)
    case = dict(name=f"models/{name}", kind="model", source="test/support/torch/cascade_cases.py", model=config,
                img_metas=metas, tta=True, results_json=segments,
                tolerance=dict(rtol=5e-4, atol=5e-5, grad_rtol=1e-3))
    with open(path("case.json"), "w") as file:
        json.dump(case, file, indent=1)


def training(detector, losses):
    listed = {name: torch.stack([v.reshape(()) for v in value]) if isinstance(value, list) else value
              for name, value in losses.items()}
    expected = {f"loss.{name}": value.detach().numpy() for name, value in listed.items()}
    total = sum(v.sum() if isinstance(losses[n], list) else v.mean() for n, v in listed.items() if "loss" in n)
    expected["total"] = total.detach().numpy()
    total.backward()
    for name, parameter in detector.named_parameters():
        if parameter.grad is not None:
            expected[f"gradnorm.{name}"] = parameter.grad.norm().numpy()
            if parameter.numel() <= 100:
                expected[f"grad.{name}"] = parameter.grad.numpy()
    return expected


def mirrored(image, meta):
    height, width = meta["img_shape"][:2]
    other = image.clone()
    other[:, :, :height, :width] = image[:, :, :height, :width].flip(3)
    return [image, other], [[meta], [dict(meta, flip=True, flip_direction="horizontal")]]


def put(name, result, meta, expected, segments):
    boxes, masks = result
    expected[f"{name}.bboxes"] = np.concatenate(boxes)
    expected[f"{name}.labels"] = np.concatenate([np.full(len(b), label) for label, b in enumerate(boxes)])
    counts = [rle.encode(np.asfortranarray(m.astype(np.uint8)))["counts"].decode() for c in masks for m in c]
    segments[f"{name}.masks"] = dict(size=list(meta["ori_shape"][:2]), counts=counts)


def save(path, arrays):
    kinds = dict(float32="F32", float16="F16", int64="I64", uint8="U8")
    header, blobs, start = {}, [], 0
    for name, array in arrays.items():
        blob = np.ascontiguousarray(array).tobytes()
        header[name] = dict(dtype=kinds[array.dtype.name], shape=list(array.shape),
                            data_offsets=[start, start + len(blob)])
        blobs.append(blob)
        start += len(blob)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def register(reference):
    """The parts of the published code that mmdetection has not; its packages have no __init__.py."""
    for name in ("backbones/cbv2", "necks/cb_fpn", "detectors/cbv2"):
        path = os.path.join(reference, "AlignDet/models", f"{name}.py")
        package = "AlignDet.models." + name.replace("/", ".")
        spec = importlib.util.spec_from_file_location(package, path)
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.path.insert(0, sys.argv[2])
        register(sys.argv[2])
    for name, (seed, config) in CASES.items():
        if len(sys.argv) > 2 or not name.startswith("cbnet"):
            write_case(sys.argv[1], name, seed, config)
