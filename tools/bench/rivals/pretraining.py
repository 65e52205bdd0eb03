"""Times an iteration of AlignDet's pre-training of Mask R-CNN, put together from torchvision's parts.

An online branch learns boxes and embeddings of the regions of one view; a target branch, its moving average, embeds those
of the other. Usage: pretraining.py FOLDER contiguous|channels_last THREADS REPEATS SIDE NUM_IMAGES
The folder holds boxes.f32 [NUM_IMAGES, N, 4], the proposals of both views.
"""
import copy
import json
import sys
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F
from torchvision.models.detection import maskrcnn_resnet50_fpn
from torchvision.models.detection.faster_rcnn import FastRCNNConvFCHead
from torchvision.models.detection.image_list import ImageList
from torchvision.ops import box_iou

from peak_memory import peak_mb

folder, layout, threads, repeats, side, num_images = sys.argv[1:7]
side, num_images = int(side), int(num_images)
torch.set_num_threads(int(threads))
torch.manual_seed(0)
WIDTH, TEMPERATURE, MOMENTUM = 256, 0.5, 0.996


class Branch(nn.Module):
    def __init__(self):
        super().__init__()
        whole = maskrcnn_resnet50_fpn(
            weights=None, weights_backbone=None, rpn_post_nms_top_n_train=1000, rpn_batch_size_per_image=4096,
            rpn_positive_fraction=1.0)
        self.body, self.fpn, self.rpn = whole.backbone.body, whole.backbone.fpn, whole.rpn
        self.pool, self.coder = whole.roi_heads.box_roi_pool, whole.roi_heads.box_coder
        self.head = FastRCNNConvFCHead((256, 7, 7), [256] * 4, [1024])
        self.embed = nn.Sequential(nn.Linear(1024, 1024), nn.ReLU(), nn.Linear(1024, WIDTH))
        self.regress = nn.Linear(1024, 4 * WIDTH)
        self.body.requires_grad_(False)

    def forward(self, images, truths):
        with torch.no_grad():
            maps = self.body(images)
        features = self.fpn(maps)
        sizes = [(side, side)] * num_images
        proposals, losses = self.rpn(ImageList(images, sizes), features, [{'boxes': boxes} for boxes in truths])
        chosen, labels, targets, first = [], [], [], 0
        for found, boxes in zip(proposals, truths):
            found = torch.cat([found.detach(), boxes])
            overlap, nearest = box_iou(boxes, found).max(0)
            found, nearest = found[overlap >= 0.5], nearest[overlap >= 0.5]
            chosen.append(found)
            labels.append(nearest + first)
            targets.append(self.coder.encode([boxes[nearest]], [found])[0])
            first += len(boxes)
        rows = self.head(self.pool(features, chosen, sizes))
        labels, targets = torch.cat(labels), torch.cat(targets)
        codes = self.regress(rows).reshape(len(rows), WIDTH, 4)[torch.arange(len(rows)), labels]
        losses['loss_bbox'] = F.l1_loss(codes, targets)
        return self.embed(rows), labels, losses


def contrast(rows, labels, others, other_labels):
    """Mean over pairs of the cross entropy of a pair against all rows of other objects, of both views."""
    rows, others = F.normalize(rows), F.normalize(others)
    keys, key_labels = torch.cat([rows.detach(), others]), torch.cat([labels, other_labels])
    logits = rows @ keys.T / TEMPERATURE
    rest = logits.masked_fill(labels[:, None] == key_labels, -1e9).logsumexp(1, keepdim=True)
    entropy = F.softplus(rest - logits[:, len(rows):])
    is_pair = (labels[:, None] == other_labels).float()
    return (entropy * is_pair).sum() / is_pair.sum()


online = Branch()
if layout == 'channels_last':
    online = online.to(memory_format=torch.channels_last)
target = copy.deepcopy(online).requires_grad_(False)
boxes = torch.from_numpy(np.fromfile(f'{folder}/boxes.f32', dtype=np.float32)).reshape(num_images, -1, 4)
views = [torch.randn(num_images, 3, side, side) for _ in range(2)]
if layout == 'channels_last':
    views = [view.to(memory_format=torch.channels_last) for view in views]
trained = [parameter for parameter in online.parameters() if parameter.requires_grad]
optimizer = torch.optim.SGD(trained, lr=1e-6, momentum=0.9, weight_decay=1e-4)


def step():
    optimizer.zero_grad()
    rows, labels, losses = online(views[0], list(boxes))
    with torch.no_grad():
        others, other_labels, _ = target(views[1], list(boxes))
    (sum(losses.values()) + contrast(rows, labels, others, other_labels)).backward()
    optimizer.step()
    with torch.no_grad():
        its, own = list(target.parameters()), list(online.parameters())
        torch._foreach_mul_(its, MOMENTUM)
        torch._foreach_add_(its, own, alpha=1 - MOMENTUM)


times = []
for i in range(int(repeats) + 2):
    start = time.perf_counter()
    step()
    if i >= 2:
        times.append(1000 * (time.perf_counter() - start))
print(json.dumps({'timesMs': times, 'peakMb': [peak_mb()]}))
