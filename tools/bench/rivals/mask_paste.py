"""Times mmdetection's mask paste with pycocotools' encoding: python mask_paste.py FOLDER SIDE HEIGHT WIDTH REPEATS."""

import json
import os
import sys
import time

import numpy as np
import torch
from mmcv import Config
from mmdet.core import encode_mask_results
from mmdet.models.roi_heads.mask_heads import FCNMaskHead


def main(folder, side, height, width, repeats):
    torch.set_num_threads(int(os.environ.get("ALIGNDET_THREADS", os.cpu_count())))
    read = lambda name: torch.from_numpy(np.fromfile(os.path.join(folder, name), np.float32))
    masks, boxes = read("masks.f32").view(-1, 1, side, side), read("boxes.f32").view(-1, 4)
    logits = torch.logit(masks)  # the head takes the sigmoid itself
    head = FCNMaskHead(num_classes=1, class_agnostic=True)
    labels = torch.zeros(len(boxes), dtype=torch.long)
    config = Config({"mask_thr_binary": 0.5})
    times = []
    for i in range(repeats + 2):
        start = time.perf_counter()
        pasted = head.get_seg_masks(logits, boxes, labels, config, (height, width), np.ones(4, np.float32), True)
        encoded = encode_mask_results(pasted)[0]
        if i >= 2:
            times.append(1000 * (time.perf_counter() - start))
    results = [{"size": mask["size"], "counts": mask["counts"].decode()} for mask in encoded]
    with open(os.path.join(folder, "pasted.json"), "w") as file:
        json.dump(results, file)
    print(json.dumps({"timesMs": times}))


if __name__ == "__main__":
    main(sys.argv[1], *map(int, sys.argv[2:]))
