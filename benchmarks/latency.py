"""`cnndsl bench` beside torch.utils.benchmark, on the same modules and inputs: medians of both, in turns.

Both time the same calls in the same process; what differs is the loop around them. ``CNNDSL_DEVICE`` chooses a device.
"""

from __future__ import annotations

import os
from statistics import median

import torch
from torch.utils.benchmark import Timer

import cnndsl
from cnndsl.bench.clock import timed
from cnndsl.bench.engines import engine
from cnndsl.export.subject import of_network
from cnndsl.train.machine import devices

CASES = (("lenet", 1), ("lenet", 32), ("mobilenet_v3_small", 1), ("resnet18", 1), ("resnet18", 8))
TURNS = 5
SECONDS = 1.0


def main() -> None:
    device = devices.resolve(os.environ.get("CNNDSL_DEVICE", "auto"))
    print(f"  {devices.describe(device)}, torch {torch.__version__}, {torch.get_num_threads()} threads, float32;")
    print(f"  ms, medians of {TURNS} turns, the ratio of p50 to theirs turn by turn")
    print(f"  {'':28}{'p50':>10}{'mean':>10}{'torch':>10}{'ratio':>8}")
    for name, batch in CASES:
        call = engine("torch", of_network(cnndsl.load(name), None, 0), device, "float32")(batch)
        theirs = Timer("call()", globals={"call": call}, num_threads=torch.get_num_threads())
        turns = []
        for _ in range(TURNS):
            ours = timed(call, device, SECONDS)
            measurement = theirs.blocked_autorange(min_run_time=SECONDS)  # the median of the means of some blocks
            turns.append((ours.percentile(0.5), ours.seconds_a_call, measurement.median))
        columns = "".join(f"{median(column) * 1e3:10.3f}" for column in zip(*turns, strict=True))
        ratio = median(p50 / other for p50, _, other in turns)
        print(f"  {f'{name}, batch {batch}':28}{columns}{ratio:8.3f}", flush=True)
