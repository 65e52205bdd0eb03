"""Loads a checkpoint with torch.load in a process of its own: time, memory above the imports, sum of first values."""
import json
import sys
import time

import torch
from peak_memory import peak_mb

base = peak_mb()
start = time.perf_counter()
tensors = torch.load(sys.argv[1], map_location="cpu")["state_dict"]
total = sum(float(tensor.flatten()[0]) for tensor in tensors.values())
elapsed = (time.perf_counter() - start) * 1000
print(json.dumps({"timeMs": elapsed, "peakMb": peak_mb() - base, "sum": total}))
