"""Times mmdetection's data pipeline with one loading worker: python pipeline.py FOLDER CONFIG BATCH_SIZE EPOCHS."""

import json
import sys
import time
import warnings

import cv2
import torch
from mmdet.datasets import build_dataloader, build_dataset

warnings.filterwarnings("ignore")


def main(config, batch_size, epochs):
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    with open(config) as file:
        config = json.load(file)
    for step in config["pipeline"]:
        if "img_scale" in step:
            step["img_scale"] = tuple(step["img_scale"])
    dataset = build_dataset(config)
    loader = build_dataloader(
        dataset, batch_size, workers_per_gpu=1, dist=False, shuffle=False, seed=0, persistent_workers=True
    )
    times = []
    for epoch in range(epochs + 1):
        start = time.perf_counter()
        for _ in loader:
            pass
        if epoch > 0:
            times.append(1000 * (time.perf_counter() - start) / len(dataset))
    print(json.dumps({"timesMs": times}))


if __name__ == "__main__":
    main(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
