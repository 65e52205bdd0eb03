"""Times mmcv's RoIAlign on the CPU, forwards or backwards; writes its result for comparison.

Usage: roi_align.py FOLDER forward|backward SAMPLING_RATIO REPEATS HEIGHT WIDTH CHANNELS
The folder holds map.f32 [H, W, C], rois.f32 [R, 5] and slopes.f32 [R, 7, 7, C].
"""
import json
import sys
import time

import numpy as np
import torch
from mmcv.ops import roi_align

folder, direction, ratio, repeats, height, width, channels = sys.argv[1:8]
height, width, channels = int(height), int(width), int(channels)


def load(name, *shape):
    return torch.from_numpy(np.fromfile(f'{folder}/{name}', dtype=np.float32).reshape(shape))


maps = load('map.f32', 1, height, width, channels).permute(0, 3, 1, 2).contiguous()
rois = load('rois.f32', -1, 5)
slopes = load('slopes.f32', -1, 7, 7, channels).permute(0, 3, 1, 2).contiguous()
times = []
for _ in range(int(repeats) + 1):
    source = maps.clone().requires_grad_(direction == 'backward')
    start = time.perf_counter()
    result = roi_align(source, rois, (7, 7), 0.25, int(ratio), 'avg', True)
    if direction == 'backward':
        start = time.perf_counter()
        result.backward(slopes)
        result = source.grad
    times.append(1000 * (time.perf_counter() - start))
result.detach().permute(0, 2, 3, 1).contiguous().numpy().tofile(f'{folder}/result.f32')
print(json.dumps({'timesMs': times[1:]}))
