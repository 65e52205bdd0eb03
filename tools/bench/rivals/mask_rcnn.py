"""Times torchvision's Mask R-CNN (ResNet-50, FPN) in a process of its own: a training iteration, or detection.

Usage: mask_rcnn.py FOLDER train|detect contiguous|channels_last THREADS REPEATS SIDE NUM_IMAGES NUM_CLASSES
The folder holds boxes.f32 [NUM_IMAGES, N, 4] and labels.i32 [NUM_IMAGES, N].
"""
import json
import math
import sys
import time

import numpy as np
import torch
from torchvision.models.detection import maskrcnn_resnet50_fpn

from peak_memory import peak_mb

folder, mode, layout, threads, repeats, side, num_images, num_classes = sys.argv[1:9]
side, num_images, num_classes = int(side), int(num_images), int(num_classes)
torch.set_num_threads(int(threads))
torch.manual_seed(0)

model = maskrcnn_resnet50_fpn(
    weights=None, weights_backbone=None, num_classes=num_classes + 1, trainable_backbone_layers=3,
    min_size=side, max_size=side, _skip_resize=True, image_mean=[0, 0, 0], image_std=[1, 1, 1],
    rpn_post_nms_top_n_train=1000)
# Without pre-trained weights torchvision freezes nothing: freeze what it would, as the published configs do.
for name, parameter in model.backbone.body.named_parameters():
    if not any(name.startswith(layer) for layer in ('layer2', 'layer3', 'layer4')):
        parameter.requires_grad_(False)
if layout == 'channels_last':
    model = model.to(memory_format=torch.channels_last)
images = list(torch.randn(num_images, 3, side, side))
counts = [0]


def targets():
    boxes = torch.from_numpy(np.fromfile(f'{folder}/boxes.f32', dtype=np.float32)).reshape(num_images, -1, 4)
    labels = torch.from_numpy(np.fromfile(f'{folder}/labels.i32', dtype=np.int32)).reshape(num_images, -1)
    masks = torch.zeros(num_images, boxes.shape[1], side, side, dtype=torch.uint8)
    for image in range(num_images):
        for i, (x1, y1, x2, y2) in enumerate(boxes[image].round().int().tolist()):
            masks[image, i, y1:y2, x1:x2] = 1
    return [{'boxes': boxes[i], 'labels': labels[i].long() + 1, 'masks': masks[i]} for i in range(num_images)]


def trainer():
    truths = targets()
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.SGD(trained, lr=1e-6, momentum=0.9, weight_decay=1e-4)
    model.train()

    def step():
        optimizer.zero_grad()
        sum(model(images, truths).values()).backward()
        optimizer.step()

    return step


def detector():
    """Every region is a detection of one class, as likely as not."""
    share = 0.3
    with torch.no_grad():
        bias = model.roi_heads.box_predictor.cls_score.bias
        bias.fill_(-10)
        bias[1] = math.log(share)
        bias[0] = math.log(1 - share)
    model.eval()

    def detect():
        with torch.inference_mode():
            counts.append(sum(len(found['labels']) for found in model(images)))

    return detect


run = trainer() if mode == 'train' else detector()
times = []
for i in range(int(repeats) + 2):
    start = time.perf_counter()
    run()
    if i >= 2:
        times.append(1000 * (time.perf_counter() - start))
print(json.dumps({'timesMs': times, 'peakMb': [peak_mb()], 'counts': counts[-1:]}))
