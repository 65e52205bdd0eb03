"""Times mmcv's batched_nms on the CPU; writes the indices that it keeps.

Usage: nms.py FOLDER IOU_THRESHOLD REPEATS. The folder holds boxes.f32 [N, 4], scores.f32 [N], labels.i32 [N].
"""
import json
import sys
import time

import numpy as np
import torch
from mmcv.ops import batched_nms

folder, threshold, repeats = sys.argv[1:4]
boxes = torch.from_numpy(np.fromfile(f'{folder}/boxes.f32', dtype=np.float32).reshape(-1, 4))
scores = torch.from_numpy(np.fromfile(f'{folder}/scores.f32', dtype=np.float32))
labels = torch.from_numpy(np.fromfile(f'{folder}/labels.i32', dtype=np.int32)).long()
times = []
for _ in range(int(repeats) + 2):
    start = time.perf_counter()
    _, keep = batched_nms(boxes, scores, labels, dict(type='nms', iou_threshold=float(threshold)))
    times.append(1000 * (time.perf_counter() - start))
keep.numpy().astype(np.float32).tofile(f'{folder}/keep.f32')
print(json.dumps({'timesMs': times[2:]}))
