"""Saves a loaded checkpoint with torch.save in a process of its own, until it is on the disk."""
import json
import os
import sys
import time

import torch
from peak_memory import peak_mb

checkpoint = torch.load(sys.argv[1], map_location="cpu")
total = sum(float(tensor.flatten()[0]) for tensor in checkpoint["state_dict"].values())
base = peak_mb()
start = time.perf_counter()
with open(sys.argv[2], "wb") as file:
    torch.save(checkpoint, file)
    file.flush()
    os.fsync(file.fileno())
elapsed = (time.perf_counter() - start) * 1000
print(json.dumps({"timeMs": elapsed, "peakMb": peak_mb() - base, "sum": total}))
