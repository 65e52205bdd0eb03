"""Times mmdetection's MaxIoUAssigner: python assigner.py FOLDER REPEATS. Writes what it assigned beside its input."""

import json
import os
import sys
import time

import numpy as np
import torch
from mmdet.core.bbox import MaxIoUAssigner


def main(folder, repeats):
    torch.set_num_threads(int(os.environ.get("ALIGNDET_THREADS", os.cpu_count())))
    read = lambda name: torch.from_numpy(np.fromfile(os.path.join(folder, name), np.float32)).view(-1, 4)
    anchors, gts = read("anchors.f32"), read("gts.f32")
    assigner = MaxIoUAssigner(pos_iou_thr=0.7, neg_iou_thr=0.3, min_pos_iou=0.3, match_low_quality=True)
    times = []
    for i in range(repeats + 2):
        start = time.perf_counter()
        assigned = assigner.assign(anchors, gts).gt_inds
        if i >= 2:
            times.append(1000 * (time.perf_counter() - start))
    assigned.numpy().astype(np.int32).tofile(os.path.join(folder, "assigned.i32"))
    print(json.dumps({"timesMs": times}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
