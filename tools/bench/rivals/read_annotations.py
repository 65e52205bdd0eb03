"""Reads an annotation file as pycocotools does, json.load and createIndex: time, memory above the imports, sum of areas."""
import json
import sys
import time

from peak_memory import peak_mb
from pycocotools.coco import COCO

base = peak_mb()
start = time.perf_counter()
coco = COCO(sys.argv[1])
elapsed = (time.perf_counter() - start) * 1000
peak = peak_mb() - base
total = sum(annotation["area"] for annotation in coco.dataset["annotations"])
print(json.dumps({"timeMs": elapsed, "peakMb": peak, "sum": total}))
