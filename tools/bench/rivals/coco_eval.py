"""Times pycocotools or faster-coco-eval on two files: python coco_eval.py PACKAGE GT DT IOU_TYPE REPEATS."""

import contextlib
import io
import json
import sys
import time


def main(package, truth, results, iou_type, repeats):
    if package == "pycocotools":
        from pycocotools.coco import COCO
        from pycocotools.cocoeval import COCOeval
    else:
        from faster_coco_eval import COCO
        from faster_coco_eval import COCOeval_faster as COCOeval
    times, stats = [], None
    for _ in range(repeats):
        start = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):
            coco = COCO(truth)
            evaluation = COCOeval(coco, coco.loadRes(results), iou_type)
            evaluation.evaluate()
            evaluation.accumulate()
            evaluation.summarize()
        times.append(1000 * (time.perf_counter() - start))
        stats = [float(value) for value in evaluation.stats[:12]]
    print(json.dumps({"timesMs": times, "stats": stats}))


if __name__ == "__main__":
    main(*sys.argv[1:5], int(sys.argv[5]))
